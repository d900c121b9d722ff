import { Anchor, Button } from '@mantine/core'
import { browserSupportsWebAuthn } from '@simplewebauthn/browser'
import { RichText } from '#web/kit/rich-text.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { usePasskeySignIn } from './passkeys.ts'
import { useSession } from './session.ts'
import classes from './sign-in-page.module.css'

/** Whether a passkey can be used where the browser is now; the address at which it can, when it is another. */
export function passkeysHere(passkeysAt: string | null): 'here' | 'elsewhere' | 'nowhere' {
  if (passkeysAt === null) return 'nowhere'
  if (window.location.origin !== passkeysAt) return 'elsewhere'
  return browserSupportsWebAuthn() ? 'here' : 'nowhere'
}

/** The way in by a passkey, on the sign-in page. */
export function PasskeyButton() {
  const at = useSession().data?.passkeysAt ?? null
  const send = usePasskeySignIn()
  const where = passkeysHere(at)
  if (at === null || where === 'nowhere') return null
  if (where === 'elsewhere') return <PasskeysElsewhere at={at} />
  return (
    <>
      {send.error && <Failed error={send.error} what={t('sign you in')} />}
      <Button type="button" variant="default" size="md" loading={send.isPending} onClick={() => send.mutate()}>
        {t('Sign in with a passkey')}
      </Button>
    </>
  )
}

/** Passkeys are bound to one address; the same server may be open under another. */
export function PasskeysElsewhere({ at }: { at: string }) {
  return (
    <p className={classes.help}>
      <RichText
        text="Passkeys work at <there>{{address}}</there> only."
        parts={{ there: <Anchor href={at} inherit /> }}
        gaps={{ address: at }}
      />
    </p>
  )
}
