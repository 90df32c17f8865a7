// Shows one sentence and sends the keys pressed; what is shown next is decided, and saved, in Python.
const make = (parent, tag, name) => {
  const node = document.createElement(tag);
  node.className = name;
  parent.append(node);
  return node;
};

function render({ model, el }) {
  const box = make(el, "div", "framing-coder");
  box.tabIndex = 0;
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", "Coding by keys");
  // without this, JupyterLab takes 1 for a heading and 0 0 for a restart
  box.setAttribute("data-lm-suppress-shortcuts", "true");
  const count = make(box, "div", "count");
  const done = make(count, "span", "done");
  const file = make(count, "span", "file");
  const bar = make(box, "progress", "bar");
  const text = make(box, "div", "text");
  text.setAttribute("aria-live", "polite");
  const keys = make(box, "div", "keys");
  const message = make(box, "div", "message");
  message.setAttribute("role", "status");
  make(box, "div", "message off").textContent = "Keys are off: press Tab until this frame is blue, or click it.";

  const draw = () => {
    const state = model.get("state");
    done.textContent = `${state.coded} of ${state.total} coded`;
    file.textContent = state.file;
    bar.max = state.total;
    bar.value = state.coded;
    text.lang = state.lang;
    text.textContent = state.text; // never as HTML: it is other people's text
    message.textContent = state.message;
    keys.replaceChildren();
    for (const [key, label] of state.keys) {
      const name = make(keys, "span", label === state.given ? "given" : "");
      make(name, "kbd", "").textContent = key;
      name.append(label);
    }
    const back = make(keys, "span", "");
    make(back, "kbd", "").textContent = "⌫";
    back.append("back");
  };
  const press = (event) => {
    const known = event.key === "Backspace" || model.get("state").keys.some(([key]) => key === event.key);
    if (!known || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    // the item travels with the key: a key pressed before the next sentence is seen never codes it
    if (!event.repeat) model.send({ key: event.key, item: model.get("state").item });
  };
  box.addEventListener("keydown", press);
  model.on("change:state", draw);
  draw();
  // Lab moves the focus to the next cell when one is run; the widget asks for it after that
  const timer = setTimeout(() => box.focus(), 150);
  return () => {
    clearTimeout(timer);
    model.off("change:state", draw);
  };
}

export default { render };
