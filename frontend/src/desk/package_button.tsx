// The hand-over package of what is featured: asked for, how far, and where it lies.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Trouble } from "../dashboard/notices";
import type { Room } from "../wire/dashboard.gen";
import type { Decision, PackageStatus } from "../wire/decisions.gen";
import { handOver } from "./ask_desk";
import type { DeskState } from "./desk_state";
import { saySize } from "./desk_words";

const ASK_MS = 1_000;
const UNDER_WAY: readonly PackageStatus["state"][] = ["waiting", "making"];

interface Props {
  state: DeskState;
  room: Room;
  decision: Decision;
}

/** Whether whoever looks at it may hand this over: own figures, and a role that decides. */
function mayHandOver({ state, room, decision }: Props): boolean {
  const isFeatured = decision.kind === "feature" && ["taken", "done"].includes(decision.state);
  const mayDecide = room.conducts || state.rights.value.decide.size > 0;
  return isFeatured && decision.own && mayDecide;
}

export function PackageButton(props: Props) {
  return mayHandOver(props) ? <Package decision={props.decision} /> : null;
}

function Package({ decision }: { decision: Decision }) {
  const status = useSignal<PackageStatus | null>(null);
  const trouble = useSignal("");
  const look = async (method: "GET" | "POST"): Promise<void> => {
    const answer = await handOver(decision, method);
    trouble.value = answer.refusal;
    if (answer.told) status.value = answer.told;
  };
  useEffect(() => void look("GET"), [decision.id, decision.state]);
  const now = status.value?.state ?? "none";
  const isUnderWay = UNDER_WAY.includes(now);
  useEffect(() => {
    if (!isUnderWay) return;
    const asking = setInterval(() => void look("GET"), ASK_MS);
    return () => clearInterval(asking);
  }, [isUnderWay]);
  return (
    <div class="package">
      <div role="status">
        {isUnderWay && (
          <p class="quiet">
            <progress aria-label="Making the package" /> {now === "waiting" ? "Waiting its turn …" : "Making the package …"}
          </p>
        )}
        {now === "ready" && status.value && (
          <p>
            <a class="button" href={status.value.url} download>
              Hand-over package
            </a>{" "}
            <span class="quiet">
              {saySize(status.value.size_bytes)}, figures of release {status.value.release}
            </span>
          </p>
        )}
        {now === "failed" && <p class="note trouble">{status.value?.problem}</p>}
      </div>
      {!isUnderWay && (
        <button type="button" onClick={() => void look("POST")}>
          {now === "ready" ? "Make it anew" : "Make the hand-over package"}
        </button>
      )}
      <Trouble words={trouble.value} />
    </div>
  );
}
