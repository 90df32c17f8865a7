// JupyterLab takes arrow keys and letters for its own wherever the focus is; inside the explorer they belong to its
// controls. Ctrl+S and the like stay JupyterLab's, and so does Escape, which leads out.
function render({ model, el }) {
  el.style.display = "none";
  let box = null;
  const quiet = (event) => {
    if (!box?.contains(event.target)) return;
    const passes = event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape";
    // only the attribute of the focused element itself counts
    event.target.toggleAttribute("data-lm-suppress-shortcuts", !passes);
  };
  // it is drawn before it stands in the page
  const timer = setInterval(() => {
    box = el.closest(".framing-explorer");
    if (!box) return;
    clearInterval(timer);
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", model.get("label"));
    box.querySelector(".framing-view")?.setAttribute("aria-live", "polite");
  }, 50);
  // JupyterLab listens at the document; the window is asked before it
  window.addEventListener("keydown", quiet, true);
  return () => {
    clearInterval(timer);
    window.removeEventListener("keydown", quiet, true);
  };
}

export default { render };
