/** The copy of a card that follows the pointer: its name, its value and one mark, cloned from the card. */

const WIDTH = 240;

export class DragPreview {
  #copy;
  #grip;

  /** Take the card in hand at the point (x, y) of the window, on top of `number - 1` others. */
  constructor(card, x, y, number) {
    const box = card.getBoundingClientRect();
    this.#copy = copyOf(card);
    if (number > 1) this.#copy.dataset.number = number;
    document.body.append(this.#copy);
    const { offsetWidth, offsetHeight } = this.#copy;
    this.#grip = {
      x: ((x - box.left) / box.width) * (offsetWidth || WIDTH),
      y: Math.min(Math.max(y - box.top, 0), Math.max(offsetHeight - 8, 0)),
    };
    this.to(x, y);
  }

  to(x, y) {
    this.#copy.style.transform = `translate(${x - this.#grip.x}px, ${y - this.#grip.y}px)`;
  }

  drop() {
    this.#copy.remove();
  }
}

function copyOf(card) {
  const copy = document.createElement("div");
  const name = document.createElement("strong");
  const line = document.createElement("span");
  copy.className = "carried";
  copy.setAttribute("aria-hidden", "true");
  name.textContent = card.querySelector(".card__name")?.textContent.trim() ?? "";
  line.className = "card__line";
  for (const fact of card.querySelectorAll(".card__value, .card__line > .mark")) {
    if (line.childElementCount < 2) line.append(fact.cloneNode(true));
  }
  copy.append(name, line);
  return copy;
}
