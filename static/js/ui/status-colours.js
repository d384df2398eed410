/** Status and tag colours: what Plannr sends is only believed as #rgb or #rrggbb, and is set through CSSOM. */

const HEX = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;

/** Colour `root` and everything in it that carries `data-colour`. */
export function applyColours(root) {
  if (root.dataset?.colour !== undefined) applyColour(root);
  for (const element of root.querySelectorAll("[data-colour]")) applyColour(element);
}

function applyColour(element) {
  const colour = element.dataset.colour.trim();
  if (HEX.test(colour)) element.style.setProperty("--status", colour);
  else element.style.removeProperty("--status");
  element.toggleAttribute("data-colourless", !HEX.test(colour));
}

/** Colour the page now, and whatever is put into it later, before it is drawn. */
export function watchColours(root) {
  applyColours(root);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) applyColours(node);
    }
  }).observe(root, { childList: true, subtree: true });
}
