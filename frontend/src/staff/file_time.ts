// A time in a file as people read and type it. The server reads the same forms.

const FORM = /^(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?$/;

/** 0:04.250, or 1:02:03.000 from an hour on. */
export function writeTime(time_ms: number): string {
  const ms = Math.max(0, Math.round(time_ms));
  const two = (number: number): string => String(number).padStart(2, "0");
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const begin = hours > 0 ? `${hours}:${two(minutes)}` : `${minutes}`;
  return `${begin}:${two(Math.floor(ms / 1_000) % 60)}.${String(ms % 1_000).padStart(3, "0")}`;
}

/** The milliseconds of a typed time, or null for what is none. */
export function readTime(text: string): number | null {
  const found = FORM.exec(text.trim());
  if (!found) return null;
  const [hours, minutes, seconds] = [1, 2, 3].map((n) => Number(found[n] ?? 0)) as [
    number,
    number,
    number,
  ];
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000 + Number((found[4] ?? "0").padEnd(3, "0"));
}
