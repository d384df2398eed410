/**
 * One held key is one act. What the keyboard repeats by itself goes about the board and types in boxes, and nothing else:
 * no script of the pages hears it, and no link or button is pressed by it again.
 */

import { TYPING } from "../core/dom.js";

const GOES = /^(Arrow\w+|Page\w+|Home|End|Tab|[hjkl])$/i;
const ACTS_THERE_TOO = ["Enter", "Escape"];

/** Stop the repeats on their way down, before anything else on the page is told of them. */
export function watchHeldKeys() {
  addEventListener("keydown", (event) => event.repeat && acts(event) && stop(event), true);
}

function acts({ key, target, ctrlKey, metaKey, altKey }) {
  const many = key === "Enter" && target.matches?.("textarea, [contenteditable]");
  if (target.closest?.(TYPING)) return ACTS_THERE_TOO.includes(key) && !many;
  return !GOES.test(key) || (key.length === 1 && (ctrlKey || metaKey || altKey));
}

function stop(event) {
  event.stopImmediatePropagation();
  const onCard = event.key === " " && event.target.closest?.(".card");
  if (ACTS_THERE_TOO.includes(event.key) || onCard) event.preventDefault();
}
