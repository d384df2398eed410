/**
 * Scripts that a page needs only once it holds something or somebody does something. `<template id="lazy-modules">` says where
 * they are, and where the sheet is that they are drawn with: `data-script-case-panel`, `data-sheet`.
 */

const loading = new Map();

/** Load the script of `name` as soon as such an element, or what `selector` names, is in the page. */
export function loadWhenPresent(name, selector = name) {
  const look = () => document.querySelector(selector) && load(name);
  look();
  document.addEventListener("htmx:afterSettle", look);
}

/**
 * Load the script and the sheet of `name` when somebody first does what `wants(event)` says is for it, and let that
 * event happen again then. Where they cannot be loaded, a link is followed as if there were no script.
 */
export function loadOnEvent(name, types, wants) {
  const stop = () => types.forEach((type) => document.removeEventListener(type, heard, true));
  const heard = async (event) => {
    if (!wants(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await load(name, true).catch(() => {});
    stop();
    event.target.dispatchEvent(new event.constructor(event.type, event));
  };
  for (const type of types) document.addEventListener(type, heard, true);
}

/** Load the script of `name`, with the rooms' sheet if it needs that; gives the module. */
export function load(name, withSheet = false) {
  const about = document.getElementById("lazy-modules");
  const script = about?.getAttribute(`data-script-${name}`);
  if (!script) return Promise.reject(new Error(`No script is named for ${name}`));
  if (!loading.has(name)) loading.set(name, Promise.all([import(script), withSheet && styled(about.dataset.sheet)]));
  loading.get(name).catch(() => loading.delete(name));
  return loading.get(name).then(([module]) => module);
}

function styled(address) {
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}
