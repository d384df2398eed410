/** The scripts that only an act on the board needs. Where one cannot be brought, the act is left undone, and that is said. */

import { load } from "../core/lazy-load.js";
import { message } from "../ui/messages.js";
import { dismissFor, showToast } from "../ui/toast.js";

const LINE = "line";

/** What takes back is a script of its own, loaded when it is asked for. */
export const withUndoStack = (act) => load("undo-stack").then(({ undo }) => act(undo), showUnreachable);

/** Say that the board cannot be reached just now. */
export function showUnreachable() {
  dismissFor(LINE);
  showToast("warn", message("unreachable"), LINE);
}
