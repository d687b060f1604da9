// Plots take a second or two: the figures are there first.
const look = () => {
  if (element.querySelector("[data-pending]")) trigger("draw", {});
};
watch("value", () => setTimeout(look));
look();
