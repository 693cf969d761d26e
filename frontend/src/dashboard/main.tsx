// The moderator's live room: draws what the server released, computes no figure of its own.
import { render } from "preact";

const place = document.getElementById("live-room");
if (place) render(<p>Loading the live room …</p>, place);
