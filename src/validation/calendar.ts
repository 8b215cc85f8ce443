const millisecondsPerDay = 86_400_000;
const form = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * The number of days from 1970-01-01 to a day written YYYY-MM-DD (RFC 3339, full-date), or undefined when
 * it is not a day of the calendar.
 */
export function dayNumber(text: string): number | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return undefined;
  // Years begin in March here, so that the leap day is the last of its year.
  const marchYear = month > 2 ? year : year - 1;
  const dayOfMarchYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * marchYear + leapDays(marchYear) + dayOfMarchYear - 719_468;
}

/** The number of the UTC day of a time in milliseconds since 1970. */
export function dayNumberAt(now: number): number {
  return Math.floor(now / millisecondsPerDay);
}

function daysOfMonth(year: number, month: number): number {
  if (month === 2) return leapDays(year) > leapDays(year - 1) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The leap days of the Gregorian calendar from year 1 up to and with this year. */
function leapDays(year: number): number {
  return Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}
