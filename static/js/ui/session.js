/**
 * A session that has ended: the page stays as it is and says so, once, with a way to sign in in another tab. When the
 * person comes back to this tab signed in, it says that too, and the same press works.
 */

import { request, deadline, parseHtml } from "../core/http.js";
import { message } from "./messages.js";
import { showToast } from "./toast.js";

const ASKS = "/signed-in/";
const DEADLINE = 10_000;

const notice = () => document.getElementById("signed-out");

/** Whether `response` says that nobody is signed in; then the page says so. */
export function isSignedOut(response) {
  if (response.status !== 401) return false;
  if (notice() && !notice().open) notice().showModal();
  return true;
}

/** Hear of it from htmx as well; look again when another tab shows a page of somebody signed in, or this one is back. */
export function watchSession() {
  const tabs = new BroadcastChannel("session");
  if (notice()) tabs.postMessage("here");
  tabs.addEventListener("message", back);
  document.addEventListener("htmx:afterRequest", ({ detail }) => isSignedOut(detail.xhr));
  document.addEventListener("visibilitychange", back);
}

async function back() {
  if (!notice()?.open) return;
  const name = await whoIsHere();
  if (!name || !notice().open) return;
  notice().close();
  showToast("good", message("signedIn", { name }));
}

async function whoIsHere() {
  try {
    const response = await request(ASKS, { cache: "no-store", signal: deadline(DEADLINE) });
    const page = parseHtml(response.ok ? await response.text() : "");
    return page.querySelector("[data-signed-in]")?.dataset.signedIn;
  } catch {
    return "";
  }
}
