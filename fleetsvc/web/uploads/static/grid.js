// A column or block copied from a spreadsheet is pasted into the cells from the one on; without it cells are typed.
"use strict";

const dayIn = (text) => {
  const found = text.match(/^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/);
  return found ? `${found[1]}-${found[2].padStart(2, "0")}-${found[3].padStart(2, "0")}` : text;
};

function put(field, text) {
  if (field.tagName === "SELECT") {
    const found = [...field.options].find((one) => one.value === text || one.text === text);
    field.value = found ? found.value : field.value;
    return found !== undefined;
  }
  field.value = field.type === "date" ? dayIn(text) : text;
  return text === "" || field.value !== "";
}

document.addEventListener("paste", (event) => {
  const start = event.target.closest("table.edit td, table.each td.cell");
  const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!start || !/[\n\t]/.test(text)) {
    return;
  }
  event.preventDefault();
  const rows = [...start.closest("tbody").rows];
  const first = rows.indexOf(start.parentElement);
  text.split("\n").forEach((line, down) => {
    line.split("\t").forEach((cell, across) => {
      const field = rows[first + down]?.cells[start.cellIndex + across]?.querySelector("input:not([type=hidden]), select");
      field?.classList.toggle("not-pasted", !put(field, cell.trim()));
    });
  });
});
