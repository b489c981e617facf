import type { FieldError } from './types'

/** What an answer of the program says went wrong, or what kept a request from being answered at all. */
export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when no answer came */
    readonly status: number,
    /** stable code of the problem; `offline`, `unreachable` and `bad_answer` are this client's own */
    readonly code: string,
    readonly zh: string,
    readonly en: string,
    readonly fields: FieldError[] = [],
    /** seconds the program asks to wait, when it says so */
    readonly retryAfter: number | null = null,
    /** of a wrong query password: how many tries are left */
    readonly triesLeft: number | null = null,
    /** of what was carried out before under the same key: the case */
    readonly caseNumber: string | null = null,
  ) {
    super(en)
    this.name = 'ApiError'
  }

  /** The sentence for a reader of `language` (a tag such as zh-CN or en). */
  sentence(language: string): string {
    return language.startsWith('zh') ? this.zh : this.en
  }

  /** Field errors by the name of the field, first one each. */
  byField(language: string): Record<string, string> {
    const found: Record<string, string> = {}
    for (const each of this.fields) found[each.field] ??= language.startsWith('zh') ? each.zh : each.en
    return found
  }

  /** The same request may be answered in a while. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }

  get isOffline(): boolean {
    return this.status === 0
  }
}

export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  return new ApiError(0, 'bad_answer', '页面出了点问题，请刷新后再试。', `Something went wrong on this page: ${said}`)
}

export function unreachable(): ApiError {
  const offline = typeof navigator !== 'undefined' && navigator.onLine === false
  return offline
    ? new ApiError(0, 'offline', '网络没有连上，请检查手机或电脑的网络。', 'You are offline. Please check your connection.')
    : new ApiError(0, 'unreachable', '暂时连不上服务，请过一会儿再试。', 'The service cannot be reached. Please try again in a moment.')
}

export async function problemOf(reply: Response): Promise<ApiError> {
  const wait = Number(reply.headers.get('Retry-After'))
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : null
  try {
    const body = await reply.json()
    return new ApiError(
      reply.status,
      String(body.code ?? reply.status),
      String(body.detail_zh ?? body.title ?? reply.status),
      String(body.detail_en ?? body.title ?? reply.status),
      Array.isArray(body.errors) ? body.errors : [],
      retryAfter,
      typeof body.tries_left === 'number' ? body.tries_left : null,
      typeof body.case_number === 'string' ? body.case_number : null,
    )
  } catch {
    return new ApiError(
      reply.status,
      'bad_answer',
      `服务没有给出说明（${reply.status}），请过一会儿再试。`,
      `The service gave no explanation (${reply.status}). Please try again in a moment.`,
      [],
      retryAfter,
    )
  }
}
