/** `<beneficiary-rows>`: the list of a cover form at once, without the round trips that its buttons make by themselves. */

import { WHOLE, hundredths, inPounds, pennies, percent, pounds } from "../core/money.js";
import { openDialog } from "../ui/dialog.js";
import { drawShareBar } from "../ui/share-bar.js";

const PAUSE = 500;
const PRESSED = 50;

/** Whether a button of the mouse, a finger or a pen is down; a mouse let go outside the window says so on its return. */
let down = false;
for (const type of ["pointerdown", "pointerup", "pointercancel", "pointerover"]) {
  addEventListener(type, (event) => (down = event.buttons > 0), true);
}

class BeneficiaryRows extends HTMLElement {
  #pause = 0;

  connectedCallback() {
    this.addEventListener("click", this);
    this.addEventListener("input", this);
    this.addEventListener("change", this);
    this.#amountBox?.addEventListener("input", this);
    if ([...this.querySelectorAll("input")].some((box) => box.value !== box.defaultValue)) this.#countIn(PAUSE);
  }

  disconnectedCallback() {
    clearTimeout(this.#pause);
    this.#amountBox?.removeEventListener("input", this);
  }

  handleEvent(event) {
    if (event.type === "click") return this.#press(event);
    this.#countIn(event.type === "change" ? 0 : PAUSE);
  }

  /**
   * Count when nothing is being pressed: what is shown then may move the page, and a press on Save, which takes focus
   * from a box and so changes it, would end beside the button.
   */
  #countIn(time) {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => (down ? this.#countIn(PRESSED) : this.#count()), time);
  }

  get #rows() {
    return [...this.querySelectorAll("[data-row]")];
  }

  get #amountBox() {
    return this.closest("form")?.querySelector("#benefit_amount") ?? null;
  }

  #press(event) {
    const button = event.target.closest("button[name=act]");
    if (!button) return;
    const [verb, number] = button.value.split("-");
    if (verb === "take" || verb === "keep") return;
    if (verb === "add" && !this.#rows.length) return;
    event.preventDefault();
    if (verb === "add") this.#add();
    else if (verb === "remove") this.#remove(this.querySelector(`[data-row="${number}"]`));
    else if (verb === "split") this.#split();
    else if (verb === "give") this.#give();
    this.#count();
  }

  /** A new row is the last one over again, emptied: no HTML is written here. */
  #add() {
    const last = this.#rows.at(-1);
    const row = last.cloneNode(true);
    const [from, to] = [last.dataset.row, this.dataset.next];
    this.dataset.next = String(Number(to) + 1);
    row.dataset.row = to;
    row.querySelectorAll(".field__error, .clash").forEach((part) => part.remove());
    for (const part of row.querySelectorAll("input, label, button, output")) renumber(part, from, to);
    for (const input of row.querySelectorAll("input:not([name=row])")) input.value = "";
    last.after(row);
    row.querySelector(".people__name input").focus();
  }

  #remove(row) {
    const uuid = row.querySelector("input[name^=uuid]").value;
    const name = row.querySelector(".people__name input").value.trim();
    this.closest("form").toggleAttribute("data-unsaved", true);
    if (uuid) {
      const taken = row.querySelector("input[name=row]");
      taken.name = "removed";
      taken.value = uuid;
      this.append(taken);
    }
    if (this.#rows.length > 1) row.remove();
    else this.#empty(row);
    this.#say(uuid ? `${name || "The beneficiary"} is taken out here. Plannr keeps them until you save and confirm.` : "Row removed.");
    this.querySelector("#who").focus();
  }

  /** The last row stays as the one that new rows are made from, empty and out of sight; a blank row is never sent on. */
  #empty(row) {
    if (!row.querySelector("input[name=row]")) {
      const number = document.createElement("input");
      Object.assign(number, { type: "hidden", name: "row", value: row.dataset.row });
      row.prepend(number);
    }
    for (const input of row.querySelectorAll("input:not([name=row])")) input.value = "";
    row.querySelectorAll(".field__error, .clash").forEach((part) => part.remove());
  }

  #split() {
    const boxes = this.#boxes();
    const each = WHOLE / BigInt(Math.max(boxes.length, 1));
    boxes.forEach((box) => (box.value = percent(each)));
    if (!boxes.length) return;
    const rest = WHOLE - each * BigInt(boxes.length - 1);
    boxes.at(-1).value = percent(rest);
    const who = this.#rows.at(-1).querySelector(".people__name input").value.trim() || "The last";
    this.#say(rest === each ? "Shared equally." : `${who} has ${percent(rest)}%, everybody else ${percent(each)}%: ${percent(rest - each)}% was left over.`);
  }

  #give() {
    const row = this.querySelector(`[data-row="${this.querySelector("#give_to").value}"]`);
    const box = row?.querySelector(".people__share input");
    if (!box) return;
    const left = WHOLE - this.#shares().reduce((sum, share) => sum + share, 0n);
    box.value = percent((hundredths(box.value) ?? 0n) + left);
    this.#say(`${row.querySelector(".people__name input").value.trim() || "Beneficiary"} has ${box.value}% now.`);
  }

  #boxes() {
    return this.#rows.map((row) => row.querySelector(".people__share input"));
  }

  #shares() {
    return this.#boxes().map((box) => hundredths(box.value) ?? 0n);
  }

  /** Draw pounds, places, sums and the bar from what stands in the boxes. */
  #count() {
    const shares = this.#shares();
    const amount = pennies(this.#amountBox?.value ?? "");
    const owed = amount === null ? [] : inPounds(amount, shares);
    const total = shares.reduce((sum, share) => sum + share, 0n);
    const left = WHOLE - total;
    this.#rows.forEach((row, place) => {
      row.querySelector("output").textContent = amount === null ? "" : pounds(owed[place]);
      row.querySelectorAll("[data-place]").forEach((part) => (part.textContent = place + 1));
      row.querySelector("[data-called]").textContent = row.querySelector(".people__name input").value.trim() || `beneficiary ${place + 1}`;
    });
    const part = (share) => (amount === null ? "" : pounds(inPounds(amount, [share])[0]));
    this.#put("total", `${percent(total)}%`);
    this.#put("total-pounds", part(total));
    this.#put("left-word", left < 0n ? "Over by" : "Remaining");
    this.#put("left-share", `${percent(left < 0n ? -left : left)}%`);
    this.#put("left-pounds", part(left < 0n ? -left : left));
    this.#put("give-share", `${percent(left)}%`);
    this.querySelector("[data-left]").dataset.tone = left < 0n ? "bad" : left > 0n ? "warn" : "";
    this.querySelector("[data-give]").hidden = left <= 0n;
    this.querySelector("[data-nobody]").hidden = this.#rows.length > 0;
    const full = this.#rows.length >= Number(this.dataset.most);
    this.querySelector("[data-full]").hidden = !full;
    this.querySelector("[value=add]").disabled = full;
    this.#offer();
    drawShareBar(this.querySelector("[data-ribbon]"), shares, total);
  }

  #put(name, text) {
    const part = this.querySelector(`[data-${name}]`);
    if (part.textContent !== text) part.textContent = text;
  }

  #offer() {
    const list = this.querySelector("#give_to");
    const chosen = list.value;
    list.replaceChildren(...this.#rows.map((row) => new Option(row.querySelector("[data-called]").textContent, row.dataset.row)));
    if ([...list.options].some((option) => option.value === chosen)) list.value = chosen;
  }

  #say(words) {
    this.querySelector("[data-said]").textContent = words;
  }
}

function renumber(part, from, to) {
  for (const { name, value } of [...part.attributes]) {
    if (["id", "name", "for", "value"].includes(name) && value.endsWith(`-${from}`)) part.setAttribute(name, value.slice(0, -from.length) + to);
  }
  if (part.name === "row") part.value = to;
  part.removeAttribute("aria-invalid");
  part.removeAttribute("aria-describedby");
}

customElements.define("beneficiary-rows", BeneficiaryRows);

/** A cover opens over the plan's page, unless a new tab or window is asked for. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-dialog]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  openDialog(link.href);
});
