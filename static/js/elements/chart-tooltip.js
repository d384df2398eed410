/** `<chart-tooltip>` around pictures: shows what a mark says while it is pointed at or focused. The marks say it to readers. */

const GAP = 12;

class ChartTooltip extends HTMLElement {
  connectedCallback() {
    this.tip = document.createElement("div");
    this.tip.className = "tip";
    this.tip.hidden = true;
    this.tip.setAttribute("aria-hidden", "true");
    document.body.append(this.tip);
    for (const kind of ["pointerover", "pointerout", "focusin", "focusout", "keydown"]) this.addEventListener(kind, this);
    // Somebody may have come to a mark before this script did.
    const mark = this.querySelector("[data-says]:is(:hover, :focus)");
    if (mark) this.#show(mark);
  }

  disconnectedCallback() {
    this.tip.remove();
  }

  handleEvent(event) {
    const mark = event.target.closest?.("[data-says]");
    const leaves = event.type === "pointerout" || event.type === "focusout" || event.key === "Escape";
    if (leaves || !mark) this.#hide(event);
    else if (event.type !== "keydown") this.#show(mark);
  }

  #show(mark) {
    this.tip.textContent = mark.dataset.says;
    this.tip.hidden = false;
    const { left, width, top, bottom } = mark.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this.tip;
    const room = document.documentElement.clientWidth - offsetWidth - GAP;
    const above = top - offsetHeight - GAP;
    this.tip.style.insetInlineStart = `${Math.max(GAP, Math.min(left + width / 2 - offsetWidth / 2, room))}px`;
    this.tip.style.insetBlockStart = `${above > 0 ? above : bottom + GAP}px`;
  }

  #hide(event) {
    if (event.type !== "keydown" || event.key === "Escape") this.tip.hidden = true;
  }
}

customElements.define("chart-tooltip", ChartTooltip);
