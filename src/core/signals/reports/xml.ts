// XML as a stream of small records: strict, without document types and entities of its own, bounded whatever it is fed.
import { SaxesParser } from 'saxes';
import { AttributeRepair } from './xml-repair.ts';

export type Element = {
  /** Without its namespace. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly fromLine: number;
  toLine: number;
  text: string;
  readonly children: Element[];
};

export type XmlHandlers = {
  /** Whether a document may begin with it: behind the first, anything else is no part of a report. */
  isRoot(name: string): boolean;
  /** These elements are handed over whole, with everything in them. */
  readonly records: ReadonlySet<string>;
  /** `parents`: the elements around it, outermost first. */
  onRecord(record: Element, parents: readonly Element[]): void;
  onOpen?(element: Element, parents: readonly Element[]): void;
  onClose?(element: Element, parents: readonly Element[]): void;
};

const MAX_DEPTH = 200;
const MAX_CHILDREN = 2_000;
const MAX_TEXT_CHARS = 16_000;
const MAX_TAG_CHARS = 2_000;
const MAX_COMPLAINTS = 5_000;
const PIECE_CHARS = 16_384;
/** In no XML, and in the output of many programs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const NO_CHARACTERS = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
/** Of HTML, where writers of reports forget which language they write. */
const ENTITIES = {
  nbsp: ' ',
  copy: '©',
  laquo: '«',
  raquo: '»',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  times: '×',
};
/** Output of whole test runs: nothing in it is needed, and it may be most of the file. */
const UNREAD: ReadonlySet<string> = new Set(['system-out', 'system-err', 'StdOut', 'StdErr', 'output']);
/** What a careless writer of reports gets wrong without making the rest unreadable. */
const HARMLESS =
  /disallowed character\.$|undefined entity|XML declaration must|may contain only one root|"\]\]>"|malformed character entity|text data outside of root/;
/** The end of a text that goes on with another document. */
const OPEN_TAG = /<[A-Za-z][\w:-]{0,40}(?:\s[^<>]{0,2000})?$/;

export class XmlRecords {
  readonly #parser = new SaxesParser({ xmlns: false, fragment: false });
  readonly #handlers: XmlHandlers;
  readonly #stack: Element[] = [];
  #startLine = 1;
  /** How deep in the stack the open record stands; 0 for none. */
  #recordDepth = 0;
  #problem: string | undefined;
  #roots = 0;
  readonly #repair = new AttributeRepair();
  #last = '';
  #complaints = 0;
  /** Behind the end of a document stands something that is none. */
  #hasRest = false;
  /** The line in which the first document ended. */
  overAt: number | undefined;

  constructor(handlers: XmlHandlers) {
    this.#handlers = handlers;
    const parser = this.#parser;
    Object.assign(parser.ENTITIES, ENTITIES);
    parser.on('error', (error) => this.#complain(error.message));
    parser.on('doctype', () => this.#stop('it has a document type, which could define entities: refused'));
    parser.on('opentagstart', () => {
      this.#startLine = parser.line;
    });
    parser.on('opentag', ({ name, attributes }) => this.#open(name, attributes));
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    parser.on('closetag', () => this.#close());
  }

  push(text: string): void {
    if (this.#isStopped) return;
    this.#last = (text.length < MAX_TAG_CHARS ? this.#last + text : text).slice(-MAX_TAG_CHARS);
    const sound = this.#repair.push(text).replace(NO_CHARACTERS, '');
    // The library reads a piece to its end whatever is wrong with it, and each complaint costs.
    for (let at = 0; at < sound.length && !this.#isStopped; at += PIECE_CHARS)
      this.#parser.write(sound.slice(at, at + PIECE_CHARS));
  }

  get roots(): number {
    return this.#roots;
  }

  /** Attributes with a bare `<` in them. */
  get repaired(): number {
    return this.#repair.count;
  }

  /** Why it could not be read to its end, if so. */
  end(): string | undefined {
    if (!this.#isStopped) this.#parser.write(this.#repair.end());
    if (this.#problem === undefined && (this.#stack.length > 0 || this.#isCutTag()))
      this.#problem = 'it ends in the middle';
    if (!this.#isStopped) this.#parser.close();
    if (this.#roots === 0) this.#problem ??= 'it has no root element';
    return this.#problem;
  }

  /** A broken file goes on being parsed by the library up to the end of the chunk: nothing of that counts. */
  get #isStopped(): boolean {
    return this.#problem !== undefined || this.#hasRest;
  }

  #isCutTag(): boolean {
    const name = OPEN_TAG.exec(this.#last)?.[0];
    return !this.#hasRest && name !== undefined && this.#handlers.isRoot(/[\w:-]+/.exec(name)?.[0] ?? '');
  }

  #complain(message: string): void {
    this.#complaints += 1;
    if (this.#complaints > MAX_COMPLAINTS) this.#stop('it is no well-formed XML in thousands of places');
    if (HARMLESS.test(message)) return;
    if (this.overAt !== undefined && this.#stack.length === 0) this.#hasRest = true;
    else this.#stop(`it is no well-formed XML (${message.slice(0, 120)})`);
  }

  #stop(problem: string): void {
    this.#problem ??= problem;
  }

  #open(name: string, attributes: Record<string, string>): void {
    if (this.#isStopped) return;
    if (this.overAt !== undefined && this.#stack.length === 0 && !this.#handlers.isRoot(local(name))) {
      this.#hasRest = true;
      return;
    }
    if (this.#stack.length >= MAX_DEPTH) {
      this.#stop('its elements are nested too deep');
      return;
    }
    if (this.#stack.length === 0) this.#roots += 1;
    const line = this.#startLine;
    const element = { name: local(name), attributes, fromLine: line, toLine: line, text: '', children: [] };
    const parent = this.#stack.at(-1);
    if (this.#recordDepth > 0) {
      if (parent !== undefined && parent.children.length < MAX_CHILDREN) parent.children.push(element);
    } else if (this.#handlers.records.has(element.name)) this.#recordDepth = this.#stack.length + 1;
    else this.#handlers.onOpen?.(element, this.#stack);
    this.#stack.push(element);
  }

  #text(text: string): void {
    const element = this.#stack.at(-1);
    if (this.#isStopped || element === undefined || UNREAD.has(element.name)) return;
    if (this.#recordDepth > 0 && element.text.length < MAX_TEXT_CHARS)
      element.text += text.slice(0, MAX_TEXT_CHARS - element.text.length);
  }

  #close(): void {
    const element = this.#isStopped ? undefined : this.#stack.pop();
    if (element === undefined) return;
    element.toLine = this.#parser.line;
    if (this.#stack.length === 0) this.overAt ??= element.toLine;
    const depth = this.#stack.length + 1;
    if (depth === this.#recordDepth) {
      this.#recordDepth = 0;
      this.#handlers.onRecord(element, this.#stack);
    } else if (this.#recordDepth === 0) this.#handlers.onClose?.(element, this.#stack);
  }

  /** Records that the end of a broken file left open: what is in them was told. */
  openRecord(): { readonly record: Element; readonly parents: readonly Element[] } | undefined {
    if (this.#recordDepth === 0) return undefined;
    const record = this.#stack[this.#recordDepth - 1];
    return record && { record, parents: this.#stack.slice(0, this.#recordDepth - 1) };
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

export const childOf = (element: Element, name: string): Element | undefined =>
  element.children.find((child) => child.name === name);

/** A value's own attribute only: a file may name one `__proto__`. */
export const attribute = (element: Element | undefined, name: string): string | undefined => {
  const value =
    element !== undefined && Object.hasOwn(element.attributes, name) ? element.attributes[name] : '';
  return value === '' ? undefined : value;
};
