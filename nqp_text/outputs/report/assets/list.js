// Lists of any length: only the rows in view exist. Browsers limit how tall an element may be, so
// beyond LIMIT the scroll bar stands for the list in proportion.

const LIMIT = 8e6;

function makeList(host, kind, options) {
  const box = el("div", { class: "rows", tabindex: options.focus ? 0 : null });
  const head = options.head ? options.head() : null;
  const inside = el("div", { class: "inside" });
  if (head) box.append(head);
  box.append(inside);
  host.replaceChildren(box);
  host.classList.add(kind);
  let count = 0;
  let first = -1;

  function draw(force) {
    const height = options.height();
    const full = count * height;
    const tall = Math.min(full, LIMIT);
    inside.style.height = tall + "px";
    const top = Math.max(0, box.scrollTop);
    const range = Math.max(1, tall - box.clientHeight);
    const scale = full > tall ? (full - box.clientHeight) / range : 1;
    const at = top * scale;
    const begin = Math.max(0, Math.floor(at / height) - 4);
    if (begin === first && !force) return;
    first = begin;
    const end = Math.min(count, begin + Math.ceil(box.clientHeight / height) + 10);
    const rows = [];
    for (let i = begin; i < end; i += 1) {
      const row = options.render(i);
      row.classList.add("row");
      row.style.top = top + (i * height - at) + "px";
      row.style.height = height + "px";
      rows.push(row);
    }
    inside.replaceChildren(...rows);
  }

  box.addEventListener("scroll", () => requestAnimationFrame(() => draw(count * options.height() > LIMIT)), { passive: true });
  return {
    box,
    show(number, keep) {
      count = number;
      if (!keep) box.scrollTop = 0;
      box.hidden = number === 0;
      draw(true);
    },
    redraw: () => draw(true),
    reveal(i) {
      box.scrollTop = Math.max(0, i * options.height() - box.clientHeight / 2);
      draw(true);
    },
  };
}
