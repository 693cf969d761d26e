// The moderator's live room: draws what the server released and computes no estimate of its own.
// This file only joins the parts: facts from the page, feed, clock, screen.

import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "../style/dashboard.css";
import "../style/panels.css";
import "../style/words_live.css";
import { Feed } from "./feed";
import { LiveRoom } from "./live_room";
import { schemeTurn, watchScheme } from "./palette";
import { emptyRoom, enter, readClock, receive, type RoomState, turnClock } from "./room_state";

const TURN_MS = 250;

function runClock(state: RoomState): void {
  state.status.subscribe(() => readClock(state, performance.now()));
  const turn = (): void => turnClock(state, performance.now());
  // At once when the room is there: until then the clock would stand at the beginning.
  state.room.subscribe(turn);
  setInterval(turn, TURN_MS);
}

function begin(place: HTMLElement): void {
  const facts = JSON.parse(document.getElementById("facts")?.textContent ?? "{}") as {
    session?: string;
  };
  const state = emptyRoom();
  const feed = new Feed(facts.session ?? "", {
    onRoom: (room) => enter(state, room),
    onMessage: (message) => receive(state, message),
    onConnection: (connection) => {
      state.connection.value = connection;
    },
  });
  addEventListener("online", () => feed.retryNow());
  watchScheme();
  // The sheet may arrive after the first painting.
  addEventListener("load", () => {
    schemeTurn.value += 1;
  });
  runClock(state);
  place.replaceChildren();
  render(<LiveRoom state={state} />, place);
  void feed.follow();
}

const place = document.getElementById("live-room");
if (place) begin(place);
