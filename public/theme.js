// Loaded before anything is painted: the theme chosen on this device, if it is not the system's.
try {
  const theme = localStorage.getItem("chargehand-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage here; the system's choice holds.
}
