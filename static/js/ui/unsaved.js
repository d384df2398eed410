/**
 * Typed words are never thrown away in silence: whatever takes a form away, a dialog's Escape, cross or scrim, Back, a
 * link, another form or the tab's own cross, asks once. A form counts from the first control that is not as the server
 * sent it, or from the start where the server sent back what was typed (`data-unsaved`). Cancel is a deliberate act and
 * asks nothing.
 */

const FORMS = "form[method=post]:not([data-move], [data-unguarded])";
const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select";

let leaving = false;
let answered = null;

/** Whether something under `root` was typed or chosen that nobody has saved. */
export function isUnsaved(root = document) {
  return [...root.querySelectorAll(FORMS)].some(isChanged);
}

/** Resolves to whether `root` may be taken away: at once where nothing is unsaved, else as the person answers. */
export async function mayLeave(root = document) {
  if (!isUnsaved(root)) return true;
  const leave = await ask();
  if (leave) giveUp(root);
  return leave;
}

/** What was typed under `root` is let go: it is not asked about again. */
export function giveUp(root = document) {
  for (const form of root.querySelectorAll(FORMS)) form.setAttribute("data-given-up", "");
}

/** Guard every way out of the page, and let Escape leave a field first and what lies around it second. */
export function watchUnsaved() {
  addEventListener("click", followed);
  addEventListener("submit", submitted);
  addEventListener("input", ({ target }) => target.form?.removeAttribute("data-given-up"));
  document.addEventListener("keydown", escaped, true);
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (!leaving && isUnsaved()) event.preventDefault();
  });
  question()?.addEventListener("close", () => answered?.(question().returnValue === "leave"));
}

const question = () => document.getElementById("leave");

function ask() {
  const dialog = question();
  if (dialog.open) return Promise.resolve(false);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => (answered = resolve));
}

function isChanged(form) {
  if (form.hasAttribute("data-given-up")) return false;
  return form.hasAttribute("data-unsaved") || [...form.elements].some(isTouched);
}

function isTouched(control) {
  if (control.type === "hidden" || control.type === "search" || control.disabled) return false;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.type === "select-one") return control.selectedIndex !== Math.max(0, defaultIndex(control));
  return "defaultValue" in control && control.value !== control.defaultValue;
}

const defaultIndex = (select) => [...select.options].findLastIndex((option) => option.defaultSelected);

/** A link that nothing on the page has taken over leads away. */
async function followed(event) {
  const link = event.target.closest?.("a[href]");
  const plain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
  if (link.pathname === location.pathname && link.search === location.search && link.hash) return;
  if (link.hasAttribute("data-cancel")) giveUp(link.closest("[data-sheet]") ?? document);
  if (!isUnsaved()) return;
  event.preventDefault();
  if (await mayLeave()) location.assign(link.href);
}

/** A form that the browser itself sends takes the page away, with whatever was typed in another one. */
async function submitted(event) {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.getAttribute("method") === "dialog") return;
  const others = [...document.querySelectorAll(FORMS)].filter((one) => one !== form);
  leaving = !others.some(isChanged);
  if (leaving) return;
  event.preventDefault();
  if (await mayLeave()) form.requestSubmit(submitter);
}

/** In a dialog Escape leaves the field first; typed words around it stay, and the next Escape asks about them. */
function escaped(event) {
  const dialog = event.target.closest?.("dialog");
  if (event.key !== "Escape" || !dialog || dialog === question()) return;
  const form = event.target.closest(FORMS);
  if (form && event.target.matches(TYPING) && isChanged(form)) {
    form.querySelector("button:not([tabindex='-1'])").focus();
  } else if (isUnsaved(dialog)) {
    dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}
