/** While a card is held over another column, both heads show what their money and count would become. */

import { message } from "../ui/messages.js";

/** `£1,234` where there are no pence, `£1,234.50` where there are. */
export function formatPennies(pennies) {
  const digits = pennies % 100 ? 2 : 0;
  const format = { style: "currency", currency: "GBP", minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat("en-GB", format).format(pennies / 100);
}

/** The pennies of a figure as the page shows it, which is never rounded. */
const penniesIn = (text) => Math.round(Number(text.replace("−", "-").replace(/[^\d.-]/g, "") || NaN) * 100);

export class DropPreview {
  #undo = [];

  /** Show the totals as they would be with the `load` in `column`; null takes the preview away. A load is [card, home id]s. */
  show(load, column) {
    this.clear();
    const moving = load.filter(([, home]) => column && home !== column.id);
    for (const home of new Set(moving.map(([, id]) => id))) {
      this.#preview(document.getElementById(home), moving.filter(([, id]) => id === home), -1);
    }
    if (moving.length) this.#preview(column, moving, 1);
  }

  clear() {
    for (const undo of this.#undo.splice(0)) undo();
  }

  #preview(column, moving, sign) {
    const total = column?.querySelector("[data-total]");
    const count = column?.querySelector("[data-count]");
    if (!total || !count) return;
    const was = penniesIn(total.textContent);
    const change = moving.reduce((sum, [card]) => sum + Number(card.dataset.value || 0), 0);
    if (!Number.isFinite(was) || !Number.isFinite(change)) return;
    this.#beside(total, "span", formatPennies(was + sign * change));
    this.#beside(count, "b", String(Number(count.textContent.replace(/\D/g, "")) + sign * moving.length));
    if (change) {
      const way = message(sign > 0 ? "plus" : "less");
      this.#note(column, message("was", { was: total.textContent.trim(), sign: way, change: formatPennies(change) }));
    }
    column.setAttribute("data-preview", "");
    this.#undo.push(() => column.removeAttribute("data-preview"));
  }

  #beside(figure, tag, text) {
    const would = document.createElement(tag);
    would.className = "column__would";
    would.textContent = text;
    figure.after(would);
    this.#undo.push(() => would.remove());
  }

  #note(column, text) {
    const note = column.querySelector(".column__note");
    if (!note) return;
    const before = [...note.childNodes];
    note.replaceChildren(text);
    this.#undo.push(() => note.replaceChildren(...before));
  }
}
