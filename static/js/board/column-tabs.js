/** On a phone, where one column is in view: the tab of that column is the current one. */

import { columnsOf } from "./card-position.js";

const MOST_IN_VIEW = 0.6;

export class ColumnTabs {
  #observer;
  #inView = new Map();

  /** Watch which column of `board` is in view. */
  start(board) {
    const options = { root: board, threshold: [0, MOST_IN_VIEW] };
    this.#observer = new IntersectionObserver((seen) => this.#seen(seen), options);
    for (const column of columnsOf(board)) this.#observer.observe(column);
  }

  stop() {
    this.#observer?.disconnect();
    this.#inView.clear();
  }

  /** Mark the current tab, also after the tabs were drawn anew. */
  mark() {
    const nav = document.querySelector(".tabs");
    const [id] = [...this.#inView].sort(([, one], [, other]) => other - one)[0] ?? [];
    if (!id || !nav?.checkVisibility()) return;
    for (const tab of nav.querySelectorAll("a")) {
      const current = tab.getAttribute("href") === `#${id}`;
      if (current === tab.hasAttribute("aria-current")) continue;
      tab.toggleAttribute("aria-current", current);
      if (current) tab.setAttribute("aria-current", "true");
      if (current) nav.scrollTo({ left: tab.offsetLeft - (nav.clientWidth - tab.offsetWidth) / 2 });
    }
  }

  #seen(seen) {
    for (const { target, intersectionRatio } of seen) this.#inView.set(target.id, intersectionRatio);
    this.mark();
  }
}
