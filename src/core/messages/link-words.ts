// What is told about links between people of the chat and accounts on GitHub, in the chat and on pull requests.
import type { Message } from './message.ts';
import { lines, momentUtc, oneLine, shownName } from './words.ts';

const accountOf = (login: string): string => `@${oneLine(login, 40)}`;
const theAccount = (login: string): string => `The account ${accountOf(login)}`;

export const linkState = (login: string | null): Message =>
  login === null
    ? lines(
        ['You are linked to no GitHub account.'],
        ['To link one: ', { code: '/agent link your-github-login' }, ' gives you a code to post from there.'],
      )
    : lines(
        [`You are linked to the GitHub account ${accountOf(login)}.`],
        [{ code: '/agent unlink' }, ' ends that; ', { code: '/agent link other-login' }, ' replaces it.'],
      );

export type Offered = {
  readonly login: string;
  readonly code: string;
  readonly untilMs: number;
  readonly atMs: number;
};

export const linkOffered = ({ login, code, untilMs, atMs }: Offered): Message =>
  lines(
    [
      `To show that ${accountOf(login)} is you, comment from that account, before ${momentUtc(untilMs, atMs)}, on any pull request of a repository that I work in:`,
    ],
    [{ code: `/agent link ${code}` }],
    ['It works once and for that account alone. Never post a code that somebody else gave you.'],
  );

export const linkedHere = (login: string): Message =>
  lines(
    [`You are linked to the GitHub account ${accountOf(login)} now.`],
    [{ code: '/agent unlink' }, ' ends that.'],
  );

export const linkedThere = (login: string, name: string): Message =>
  lines(
    [`${theAccount(login)} is linked to ${shownName(name)} of the chat now.`],
    ['If that is not you, comment ', { code: '/agent unlink' }, ' here: it ends at once.'],
  );

export const codeUnknown = (): Message =>
  lines(
    ['That code is not known here: it was used, it is older than ten minutes, or it was mistyped.'],
    ['Get another one in the chat with ', { code: '/agent link your-github-login' }, '.'],
  );

export const codeOfOther = (login: string): Message =>
  lines(
    [`That code is for the account ${accountOf(login)}, so nothing was linked.`],
    ['Post it from there, or get one for this account in the chat with ', { code: '/agent link …' }, '.'],
  );

export const accountTaken = (login: string, name: string): Message =>
  lines(
    [`${theAccount(login)} is linked to ${shownName(name)} already, so nothing was linked.`],
    ['To give that up, comment ', { code: '/agent unlink' }, ' here, then post a new code.'],
  );

export const unlinkedHere = (login: string): Message =>
  lines(
    [`You are not linked to ${accountOf(login)} any more.`],
    [{ code: `/agent link ${oneLine(login, 40)}` }, ' links it again.'],
  );

export const unlinkedOther = (login: string, who: string): Message =>
  lines(
    [`The link of ${oneLine(who, 60)} to ${accountOf(login)} is ended.`],
    ['Whoever it is can link an account again with ', { code: '/agent link …' }, '.'],
  );

export const unlinkedThere = (login: string): Message =>
  lines([`${theAccount(login)} is linked to nobody of the chat any more.`]);

export const notLinked = (who: string | null): Message =>
  lines([
    who === null
      ? 'You are linked to no GitHub account: there is nothing to end.'
      : `There is nothing to end: ${oneLine(who, 60)} is linked to no GitHub account.`,
  ]);

export const notLinkedThere = (login: string): Message =>
  lines([`${theAccount(login)} is linked to nobody of the chat: there is nothing to end.`]);

export const mayNotUnlink = (): Message =>
  lines(
    ['Only admins end the links of others, so nothing was changed.'],
    ['Ask an admin; your own ends with ', { code: '/agent unlink' }, '.'],
  );

export const nobodyNamed = (word: string): Message =>
  lines(
    [`I do not know whom ${oneLine(word, 40)} means, so nothing was changed.`],
    ['Choose the person from the list that the chat offers after “@”.'],
  );
