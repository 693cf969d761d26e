// What every pad is to the stage: opened and closed with the stimulus, told how time goes on, given
// keys. Types only; which pad a study has is decided when the page loads.

export interface Press {
  target: number;
  choice: number;
}

export interface PadOutlets {
  /** Stimulus time of an event's `timeStamp`. */
  momentOf(event_ms: number): number;
  pressed(choice: number, stimulus_ms: number, target: number): void;
  undone(stimulus_ms: number, target: number): void;
  /** What stands for a target in the present interval; `just_now` says that a press caused it. */
  show(choice: number | null, just_now: boolean, target: number): void;
  togglePlay(): void;
}

export interface Pad {
  /** Whether the thing pressed counts now. */
  open(is_open: boolean): void;
  /** Time goes on. */
  advance(stimulus_ms: number): void;
  /** A key, with what has the focus. True: taken. */
  key(name: string, event_ms: number, focus: Element | null): boolean;
  undo(event_ms: number): void;
}

/** A fresh pad, for practice or for the stimulus; `is_kept` pads go on where they were left. */
export type MakePad = (cadence_ms: number, outlets: PadOutlets, is_kept: boolean) => Pad;
