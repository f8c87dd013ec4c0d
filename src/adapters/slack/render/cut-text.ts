// Cutting text to a limit with an ellipsis, never inside a surrogate pair, an escape or a `<…>` reference of mrkdwn.

const ELLIPSIS = '…';

/** At most `max` UTF-16 units, as Slack counts them. */
export function cutPlain(text: string, max: number): string {
  return text.length <= max ? text : cutBefore(text, max, /[\s\S]/uy);
}

/** The same for mrkdwn: `&amp;` and `<url|label>` are kept whole or left out. */
export function cutMrkdwn(text: string, max: number): string {
  return text.length <= max ? text : cutBefore(text, max, /<[^<>]*>|&(?:amp|lt|gt);|[\s\S]/uy);
}

function cutBefore(text: string, max: number, piece: RegExp): string {
  const room = max - ELLIPSIS.length;
  let end = 0;
  for (;;) {
    piece.lastIndex = end;
    const next = piece.exec(text)?.[0].length ?? 0;
    if (next === 0 || end + next > room) break;
    end += next;
  }
  return `${text.slice(0, end).trimEnd()}${ELLIPSIS}`;
}
