// Why somebody decides so; as long as the server keeps it.

import type { Signal } from "@preact/signals";

const LENGTH_MAX = 1_000;

export function ReasonField({ reason }: { reason: Signal<string> }) {
  return (
    <label class="reason">
      <span>Reason</span>
      <textarea
        rows={2}
        maxLength={LENGTH_MAX}
        value={reason.value}
        onInput={(event) => {
          reason.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}
