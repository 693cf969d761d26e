// Practice: four intervals on a drawn scene, each with one thing to try. What is pressed here
// stays here. Knows the pad's choices and nothing of drawing or sending.
import { DISLIKE, LIKE, type Choice } from "./reaction_pad";

export type Task = "press_like" | "press_dislike" | "change" | "let_pass";

const TASKS: readonly Task[] = ["press_like", "press_dislike", "change", "let_pass"];

export class Practice {
  private place = 0;
  private pressed: Choice[] = [];
  /** Whether the interval before ended without its task done; then it is tried again. */
  is_repeat = false;

  /** What to try in the interval under way; null when practice is over. */
  get task(): Task | null {
    return TASKS[this.place] ?? null;
  }

  get step(): number {
    return Math.min(this.place + 1, TASKS.length);
  }

  get steps(): number {
    return TASKS.length;
  }

  press(choice: Choice): void {
    this.pressed.push(choice);
  }

  undo(): void {
    this.pressed = [];
  }

  /** Whether the task of this interval is done as things stand. */
  get is_done(): boolean {
    const last = this.pressed.at(-1);
    switch (this.task) {
      case "press_like":
        return last === LIKE;
      case "press_dislike":
        return last === DISLIKE;
      case "change":
        return this.pressed.some((choice) => choice !== last);
      case "let_pass":
        return this.pressed.length === 0;
      default:
        return true;
    }
  }

  /** The interval ended: on to the next task, or the same once more. */
  intervalEnded(): void {
    const done = this.is_done;
    this.is_repeat = !done;
    if (done) this.place += 1;
    this.pressed = [];
  }
}
