// The desk: which words reach whom, and what is decided about them. Draws what the server released
// or reckoned from it. This file only joins the parts: feeds, state, screen.

import { render } from "preact";
import { Feed, type FeedMessage } from "../dashboard/feed";
import { watchScheme } from "../dashboard/palette";
import { enter, receive } from "../dashboard/room_state";
import { DeskPage } from "./desk";
import { DeskFeed } from "./desk_feed";
import { type DeskState, emptyDesk, takeDecision, takeDecisions, takeDesk } from "./desk_state";

function hear(state: DeskState, feed: DeskFeed, message: FeedMessage): void {
  if (message.type === "decision") return takeDecision(state, message);
  receive(state.room, message);
  // With the audiences change the rights to decide, and what can be compared.
  if (message.type === "statement" || message.type === "plan") feed.hear();
}

function begin(place: HTMLElement): void {
  const facts = JSON.parse(document.getElementById("facts")?.textContent ?? "{}") as {
    session?: string;
  };
  const code = facts.session ?? "";
  const state = emptyDesk();
  const deskFeed = new DeskFeed(code, {
    onDesk: (desk) => takeDesk(state, desk),
    onDecisions: (told) => takeDecisions(state, told),
    onTrouble: (words) => {
      state.trouble.value = words;
    },
  });
  const feed = new Feed(code, {
    onRoom: (room) => {
      enter(state.room, room);
      deskFeed.hear();
    },
    onMessage: (message) => hear(state, deskFeed, message),
    onConnection: (connection) => {
      state.room.connection.value = connection;
    },
  });
  addEventListener("online", () => feed.retryNow());
  watchScheme();
  place.replaceChildren();
  render(<DeskPage state={state} />, place);
  void feed.follow();
}

const place = document.getElementById("desk");
if (place) begin(place);
