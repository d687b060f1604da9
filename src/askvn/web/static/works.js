askvn.follow = () => trigger("follow", {});
const look = () => {
  const running = element.querySelector(".works[data-running]");
  // What was begun in another tab, or before this page was loaded, is followed too.
  if (running && !element.followed) trigger("follow", {});
  element.followed = Boolean(running);
};
watch("value", look);
look();
