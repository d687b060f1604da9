const acts = ["ask", "retry", "edit", "typed", "rate", "fresh", "every"];
askvn.act = (act, data) => {
  if (acts.includes(act)) trigger(act, data);
};
