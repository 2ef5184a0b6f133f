import { request } from 'node:http'
import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  askForTokens,
  beginSignIn,
  createTestBrowser,
  refresh,
  signInAs,
  startLoopback,
  testAudience,
  testClientId,
  type Loopback,
} from './test-browser.ts'

const ana = 'ana@quillmere.example'
const ben = 'ben@quillmere.example'
const anaSubject = '00000000-a8b2-7600-847a-51aab8735b41'

let loopback: Loopback

beforeAll(async () => {
  loopback = await startLoopback({})
})

afterAll(() => loopback.close())

function verify(token: unknown) {
  const keys = createRemoteJWKSet(new URL(loopback.identity.jwksUrl))
  return jwtVerify(String(token), keys, {
    issuer: loopback.identity.issuer,
    audience: testAudience,
    typ: 'at+jwt',
  })
}

describe('signing in', () => {
  test('SEC-1 with PKCE gives a token that verifies by the published keys', async () => {
    const { status, body } = await signInAs(loopback, createTestBrowser(), ana)
    expect(status).toBe(200)
    const { payload, protectedHeader } = await verify(body['access_token'])
    expect(payload.sub).toBe(anaSubject)
    expect(payload).toMatchObject({
      name: 'Ana Whitlock',
      preferred_username: ana,
      client_id: 'cyclecount-store',
    })
    expect(protectedHeader.alg).toBe('ES256')
    expect(decodeJwt(String(body['id_token']))).toMatchObject({ sub: anaSubject, aud: 'cyclecount-store' })
  })

  test('by login and password brings the person back to where the app asked for', async () => {
    const browser = createTestBrowser()
    const page = await browser.open(beginSignIn(loopback).url)
    const { url } = await browser.open(page.url, { login: ' Ana@quillmere.example ', password: 'ana.counts' })
    expect(url.startsWith(`${loopback.origin}/store/signed-in?code=`)).toBe(true)
    expect(new URL(url).searchParams.get('state')).toBe('where-i-was')
  })

  test('with a wrong password says so, gives no code, and lets one try again', async () => {
    const browser = createTestBrowser()
    const page = await browser.open(beginSignIn(loopback).url)
    const refused = await browser.open(page.url, { login: ana, password: 'ben.counts' })
    expect(refused.status).toBe(422)
    expect(refused.html).toContain('do not belong together')
    expect(refused.html).toContain(`value="${ana}"`)
    const again = await browser.open(page.url, { login: ana, password: 'ana.counts' })
    expect(new URL(again.url).searchParams.has('code')).toBe(true)
  })

  test('shows what was typed as text, never as markup', async () => {
    const browser = createTestBrowser()
    const page = await browser.open(beginSignIn(loopback).url)
    const { html } = await browser.open(page.url, { login: '"><script>alert(1)</script>', password: 'x' })
    expect(html).not.toContain('<script>')
    expect(html).toContain('&quot;&gt;&lt;script&gt;')
  })

  test('as somebody who does not exist is refused', async () => {
    const browser = createTestBrowser()
    const page = await browser.open(beginSignIn(loopback).url)
    expect((await browser.open(page.url, { person: 'nobody@quillmere.example' })).status).toBe(422)
  })

  test('can be called off: the app hears that', async () => {
    const browser = createTestBrowser()
    const page = await browser.open(beginSignIn(loopback).url)
    const { url } = await browser.open(page.url, { cancel: 'yes' })
    expect(new URL(url).searchParams.get('error')).toBe('access_denied')
    expect(new URL(url).searchParams.get('state')).toBe('where-i-was')
  })

  test('a second time in the same browser asks nothing', async () => {
    const browser = createTestBrowser()
    await signInAs(loopback, browser, ana)
    const { url, html } = await browser.open(beginSignIn(loopback).url)
    expect(html).toBe('')
    expect(new URL(url).searchParams.has('code')).toBe(true)
  })

  test('as another person in the same browser gives the other person’s tokens, and the first one’s go on', async () => {
    const browser = createTestBrowser()
    const { body: first } = await signInAs(loopback, browser, ana)
    const begun = beginSignIn(loopback, { prompt: 'login' })
    const page = await browser.open(begun.url)
    const { url } = await browser.open(page.url, { person: ben })
    const { body } = await askForTokens(loopback, {
      grant_type: 'authorization_code',
      code: new URL(url).searchParams.get('code') ?? '',
      code_verifier: begun.verifier,
      redirect_uri: begun.redirectUri,
    })
    expect((await verify(body['access_token'])).payload['preferred_username']).toBe(ben)
    const { body: onwards } = await refresh(loopback, first['refresh_token'])
    expect((await verify(onwards['access_token'])).payload['preferred_username']).toBe(ana)
  })

  test('cannot be finished from another browser', async () => {
    const page = await createTestBrowser().open(beginSignIn(loopback).url)
    const stolen = await createTestBrowser().open(page.url, { person: ana })
    expect(stolen.status).toBe(400)
    expect(stolen.html).toContain('in another browser')
  })
})

describe('an app that does not keep to the rules', () => {
  test('gets no tokens without the verifier of its challenge', async () => {
    const browser = createTestBrowser()
    const begun = beginSignIn(loopback)
    const page = await browser.open(begun.url)
    const { url } = await browser.open(page.url, { person: ana })
    const { status, body } = await askForTokens(loopback, {
      grant_type: 'authorization_code',
      code: new URL(url).searchParams.get('code') ?? '',
      code_verifier: beginSignIn(loopback).verifier,
      redirect_uri: begun.redirectUri,
    })
    expect(status).toBe(400)
    expect(body['error']).toBe('invalid_grant')
  })

  test('cannot send people to an address that is not registered', async () => {
    const { status, html } = await createTestBrowser().open(
      beginSignIn(loopback, { redirect_uri: 'http://elsewhere.example/' }).url,
    )
    expect(status).toBe(400)
    expect(html).toContain('This sign-in did not work')
  })

  test('cannot do without a challenge', async () => {
    const url = new URL(beginSignIn(loopback).url)
    url.searchParams.delete('code_challenge')
    url.searchParams.delete('code_challenge_method')
    const { url: back } = await createTestBrowser().open(url.href)
    expect(new URL(back).searchParams.get('error')).toBe('invalid_request')
  })
})

describe('signing out', () => {
  test('ends the session and leads back to the app, which may still send what was counted until it revokes its token', async () => {
    const browser = createTestBrowser()
    const { body } = await signInAs(loopback, browser, ana)
    const end = new URL(`${loopback.identity.issuer}/session/end`)
    end.searchParams.set('id_token_hint', String(body['id_token']))
    end.searchParams.set('post_logout_redirect_uri', `${loopback.origin}/store/`)
    const page = await browser.open(end.href)
    expect(page.html).toContain('/assets/continue.js')
    const xsrf = /name="xsrf" value="(\w+)"/.exec(page.html)?.[1] ?? ''
    const { url } = await browser.open(`${loopback.identity.issuer}/session/end/confirm`, {
      xsrf,
      logout: 'yes',
    })
    expect(url).toBe(`${loopback.origin}/store/`)
    expect((await browser.open(beginSignIn(loopback).url)).html).toContain('Who are you?')
    const { status, body: later } = await refresh(loopback, body['refresh_token'])
    expect(status).toBe(200)
    await fetch(`${loopback.identity.issuer}/token/revocation`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: testClientId, token: String(later['refresh_token']) }),
    })
    expect((await refresh(loopback, later['refresh_token'])).status).toBe(400)
  })

  test('is asked about where no app says whom it means', async () => {
    const browser = createTestBrowser()
    await signInAs(loopback, browser, ana)
    const { html } = await browser.open(`${loopback.identity.issuer}/session/end`)
    expect(html).toContain('Stay signed in')
    expect(html).not.toContain('continue.js')
  })
})

describe('what is served', () => {
  test('is described under the issuer’s address, whatever the caller calls the host', async () => {
    const description = await new Promise<string>((resolve, reject) => {
      const path = '/oidc/.well-known/openid-configuration'
      const { port } = new URL(loopback.origin)
      request({ host: '127.0.0.1', port, path, headers: { host: 'elsewhere.example' } }, (response) => {
        response.setEncoding('utf8')
        let text = ''
        response.on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve(text))
      })
        .on('error', reject)
        .end()
    })
    expect(description).toContain(`"${loopback.identity.issuer}/token"`)
    expect(description).not.toContain('elsewhere.example')
  })

  test('is a page that loads nothing from elsewhere, and its stylesheet', async () => {
    const response = await fetch(`${loopback.identity.issuer}/assets/sign-in.css`)
    expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await response.text()).not.toMatch(/url\(|@import/)
  })

  test('is nothing outside the prefix, and the private key never', async () => {
    expect((await fetch(`${loopback.origin}/elsewhere`)).status).toBe(404)
    const keys = await (await fetch(loopback.identity.jwksUrl)).text()
    expect(keys).toContain('"kid"')
    expect(keys).not.toContain('"d"')
  })

  test('survives a form that is far too long', async () => {
    const browser = createTestBrowser()
    const page = await browser.open(beginSignIn(loopback).url)
    expect((await browser.open(page.url, { login: 'x'.repeat(50_000) })).status).toBe(413)
    expect((await fetch(loopback.identity.jwksUrl)).status).toBe(200)
  })
})

describe('a token made without a browser', () => {
  test('is one the code flow could have given', async () => {
    const { payload } = await verify(await loopback.identity.mint({ login: ana }))
    const { payload: real } = await verify(
      (await signInAs(loopback, createTestBrowser(), ana)).body['access_token'],
    )
    const { iat: _, exp: __, jti: ___, ...lasting } = real
    expect(payload).toMatchObject(lasting)
    expect(Object.keys(payload).toSorted()).toEqual(Object.keys(real).toSorted())
  })

  test('verifies without a port by the keys handed over, the public half of them', async () => {
    const { issuer, jwks, mint } = loopback.identity
    const token = await mint({ login: ben })
    const { payload } = await jwtVerify(token, createLocalJWKSet(jwks), { issuer, audience: testAudience })
    expect(payload['preferred_username']).toBe(ben)
    expect(JSON.stringify(jwks)).not.toContain('"d"')
  })

  test('can have expired', async () => {
    const token = await loopback.identity.mint({ login: ana, expiresInSeconds: -5 })
    await expect(verify(token)).rejects.toThrow('"exp" claim timestamp check failed')
  })

  test('cannot be of somebody who does not exist', async () => {
    await expect(loopback.identity.mint({ login: 'nobody' })).rejects.toThrow('nobody has the login')
  })
})
