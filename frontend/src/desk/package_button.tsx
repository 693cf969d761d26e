// The hand-over package of what is featured: asked for, how far, and where it lies.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Trouble } from "../dashboard/notices";
import type { Room } from "../wire/dashboard.gen";
import type { Decision, PackageStatus } from "../wire/decisions.gen";
import { handOver } from "./ask_desk";
import type { DeskState } from "./desk_state";
import { sayRemaining, saySize } from "./desk_words";

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
  const look = async (wish: "make" | "look" | "cancel"): Promise<void> => {
    const answer = await handOver(decision, wish);
    trouble.value = answer.refusal;
    if (answer.told) status.value = answer.told;
  };
  useEffect(() => void look("look"), [decision.id, decision.state]);
  const now = status.value?.state ?? "none";
  const isUnderWay = UNDER_WAY.includes(now);
  useEffect(() => {
    if (!isUnderWay) return;
    const asking = setInterval(() => void look("look"), ASK_MS);
    return () => clearInterval(asking);
  }, [isUnderWay]);
  return (
    <div class="package">
      <div role="status">
        {isUnderWay && status.value && <UnderWay status={status.value} />}
        {status.value?.url && (
          <p>
            <a class="button" href={status.value.url} download>
              Hand-over package
            </a>{" "}
            <span class="quiet">
              {saySize(status.value.size_bytes)}, figures of release {status.value.release}
            </span>
          </p>
        )}
        {now === "cancelled" && <p class="quiet">It was cancelled.</p>}
        {now === "failed" && <p class="note trouble">{status.value?.problem}</p>}
      </div>
      {isUnderWay ? (
        <button type="button" onClick={() => void look("cancel")}>
          Cancel
        </button>
      ) : (
        <button type="button" onClick={() => void look("make")}>
          {status.value?.url ? "Make it anew" : "Make the hand-over package"}
        </button>
      )}
      <Trouble words={trouble.value} />
    </div>
  );
}

/** How far it is, and for how long. */
function UnderWay({ status }: { status: PackageStatus }) {
  if (status.state === "waiting") return <p class="quiet">Waiting its turn …</p>;
  const left = sayRemaining(status.remaining_ms);
  return (
    <p class="quiet">
      <progress aria-label="Making the package" max={1} value={status.share} /> Making the package
      {status.stage && `: ${status.stage}`}
      {left && `, ${left}`}
    </p>
  );
}
