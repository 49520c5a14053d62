// What a charger tells the test.

let violations = 0;

export function tell(event, fields = {}) {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}

export function violation(message) {
  violations += 1;
  tell("violation", { message: String(message) });
}

export function isFaultless() {
  return violations === 0;
}

export function checkDate(text) {
  if (Number.isNaN(Date.parse(text))) violation(`${text} is no date`);
}
