// Filters and sorts the tables of instruments, opens the evidence behind a link. The page reads without it.
"use strict";
(() => {
  const each = (root, selector, act) => root.querySelectorAll(selector).forEach(act);

  each(document, "form.filters", form => {
    const table = document.getElementById(form.dataset.table);
    const rows = [...table.tBodies[0].rows];
    const said = form.querySelector("[role=status]");
    const texts = new Map(rows.map(row => [row, row.textContent.toLowerCase()]));
    const show = () => {
      const wanted = Object.fromEntries(new FormData(form));
      const text = wanted.text.trim().toLowerCase();
      let shown = 0;
      for (const row of rows) {
        const fits = (!wanted.state || row.dataset.states.split(" ").includes(wanted.state))
          && (!wanted.country || row.dataset.country === wanted.country)
          && (!wanted.product || row.dataset.product === wanted.product)
          && (!text || texts.get(row).includes(text));
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      }
      said.textContent = `${shown} of ${rows.length} instruments shown`;
    };
    form.hidden = false;
    form.addEventListener("input", show);
    form.addEventListener("submit", event => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(show));
    show();
  });

  const compare = new Intl.Collator("en", { numeric: true }).compare;
  each(document, "table.sortable", table => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(other => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const body = table.tBodies[0];
        const key = row => row.cells[column].dataset.sort ?? row.cells[column].textContent;
        const sorted = [...body.rows].map(row => [key(row), row]).sort((a, b) => compare(a[0], b[0]));
        body.append(...(down ? sorted.reverse() : sorted).map(pair => pair[1]));
      });
    });
  });

  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = target && target.closest("details");
    if (details) {
      details.open = true;
      details.querySelector("summary").focus();
    }
  };
  addEventListener("hashchange", open);
  open();

  const upload = document.querySelector("form.upload");
  if (upload) {
    const said = upload.querySelector("[role=status]");
    upload.addEventListener("submit", async event => {
      event.preventDefault();
      const lines = [];
      for (const file of upload.elements.files.files) {
        said.textContent = `Receiving ${file.name} ...`;
        const answer = await fetch("receipts", {
          method: "POST", body: file,
          headers: { "Content-Type": "application/octet-stream", "X-File-Name": encodeURIComponent(file.name) },
        }).catch(() => null);
        lines.push(answer ? await answer.text() : `${file.name}: the desk's program does not answer`);
      }
      sessionStorage.setItem("received", lines.join("\n"));
      location.reload();
    });
    said.textContent = sessionStorage.getItem("received") ?? "";
    sessionStorage.removeItem("received");
  }
})();
