// When a line of a job's log was printed, by the runner's own stamps: each second is noted once. Pure: no clock, only text.

const STAMP =
  /^(?:[^\t]{1,300}\t[^\t]{1,300}\t)?\ufeff?(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.\d{1,9}Z(?: |$)/;
const SECOND_CHARS = 19;
/** A day and a bit: what claims to run longer is not noted further. */
const MAX_SECONDS = 100_000;

export class LineTimes {
  readonly #nos: number[] = [];
  readonly #times: number[] = [];
  #last = '';

  see({ no, text }: { readonly no: number; readonly text: string }): void {
    const second = text.slice(0, SECOND_CHARS);
    if (second === this.#last || this.#nos.length >= MAX_SECONDS) return;
    const stamp = STAMP.exec(text);
    if (stamp === null) return;
    this.#last = second;
    this.#nos.push(no);
    this.#times.push(timeMs(stamp));
  }

  /** To the second; undefined where no stamp stands at or before the line. */
  at(no: number): number | undefined {
    let low = 0;
    let high = this.#nos.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#nos[middle] as number) <= no) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : this.#times[low - 1];
  }
}

function timeMs(stamp: RegExpExecArray): number {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = stamp.slice(1).map(Number);
  return (((daysTo(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1_000;
}

/** Days since the first of January 1970; years begin in March, so that a leap day is their last. */
function daysTo(year: number, month: number, day: number): number {
  const years = month > 2 ? year : year - 1;
  const era = Math.floor(years / 400);
  const ofEra = years - era * 400;
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}
