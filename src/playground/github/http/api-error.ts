// Refusals in GitHub's words and shape.

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly extra: Readonly<Record<string, unknown>>;
  constructor(status: number, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.extra = extra;
  }
}

export const notFound = (): ApiError => new ApiError(404, 'Not Found');

export const forbidden = (): ApiError => new ApiError(403, 'Resource not accessible by integration');

export interface FieldProblem {
  readonly resource: string;
  readonly field?: string;
  readonly code: string;
  readonly message?: string;
}

export const invalid = (...errors: FieldProblem[]): ApiError =>
  new ApiError(422, 'Validation Failed', { errors });
