// How many each category has and still wants, rounded (M5).

import type { RoomState } from "./room_state";

export function QuotaGaps({ state }: { state: RoomState }) {
  const gaps = state.status.value?.quota_gaps ?? [];
  if (state.status.value?.joined === null) return null; // not for whoever asks
  return (
    <section class="card quotas" aria-labelledby="quota-title">
      <h2 id="quota-title">Quota gaps</h2>
      {gaps.length === 0 ? (
        <p class="quiet">No quota is open.</p>
      ) : (
        <ul>
          {gaps.map((gap) => (
            <li key={gap.cell}>
              <span class="quota-label">{gap.label}</span>
              <span class="bar" aria-hidden="true">
                <span style={{ width: `${Math.min(100, (100 * gap.joined) / gap.quota)}%` }} />
              </span>
              <span class="quota-count">
                about {gap.joined} of {gap.quota}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
