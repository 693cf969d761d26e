// Parts of the screen that are fetched once they are wanted, so that the first glance waits for
// none of them. One that can't be had says so and can be asked for again.

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

/** A component that fetches itself when it is first drawn. */
export function later<P extends object>(fetch: () => Promise<ComponentType<P>>): ComponentType<P> {
  const part = signal<ComponentType<P> | null>(null);
  const isLost = signal(false);
  const get = (): void => {
    isLost.value = false;
    fetch().then(
      (found) => {
        part.value = found;
      },
      () => {
        isLost.value = true;
      },
    );
  };
  return (props: P) => {
    useEffect(() => {
      if (!part.value) get();
    }, []);
    if (part.value) return <part.value {...props} />;
    return isLost.value ? (
      <button type="button" class="lost-part" onClick={get}>
        A part of this page couldn’t be loaded. Try again
      </button>
    ) : null;
  };
}
