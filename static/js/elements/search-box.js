/** `<search-box>`: the bar's search box. `/` goes to it from anywhere where one is not typing: not even into itself. */

import { TYPING } from "../core/dom.js";

class SearchBox extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
  }

  handleEvent(event) {
    const modified = event.ctrlKey || event.altKey || event.metaKey || document.body.dataset.shortcuts === "off";
    const box = this.querySelector("input");
    const typing = event.target.closest?.(TYPING);
    if (event.key !== "/" || modified || (typing && (typing !== box || box.value))) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    box.select();
  }
}

customElements.define("search-box", SearchBox);
