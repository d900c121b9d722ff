import type { ListDeclaration } from '#kernel/list'
import { count, decimal, share, tn, unknown } from '#web/kit/format'
import { RichText } from '#web/kit/rich-text.tsx'
import { t } from '#web/kit/text'
import { Word } from '#web/kit/word.tsx'
import type { ContractDocument, Criterion } from '../contract.ts'
import { clockWords, fadeWords } from '../rules/compare.ts'
import classes from './contract.module.css'
import { wordsOf } from './facts.ts'

/** A contract in plain language, to be read and signed. */
export function ContractText({ document, list }: { document: ContractDocument; list: ListDeclaration }) {
  const words = wordsOf(list)
  const { marketing, sales, clocks, nurture } = document
  return (
    <>
      <p className={classes.headline}>
        <RichText
          text="A person with at least {{n}} points is a <lead>lead</lead>. Everybody else stays a <contact>contact</contact>."
          parts={{ lead: <Word word="lead" />, contact: <Word word="contact" /> }}
          gaps={{ n: decimal(document.threshold) }}
        />
      </p>
      <Criteria title={t('Who they are')} criteria={document.criteria.filter(({ kind }) => kind === 'fit')} list={list} />
      <Criteria title={t('What they did')} criteria={document.criteria.filter(({ kind }) => kind === 'behaviour')} list={list} />
      {document.required.length > 0 && (
        <>
          <h3 className={classes.sub}>{t('Must be known')}</h3>
          <p>{document.required.map(words.fact).join(', ')}</p>
        </>
      )}
      {document.exclusions.length > 0 && (
        <>
          <h3 className={classes.sub}>{t('Never a lead')}</h3>
          <ul className={classes.list}>
            {document.exclusions.map(({ key, name, rule }) => (
              <li key={key}>
                <span className={classes.name}>{name}</span> <span className={classes.quiet}>{words.rule(rule)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3 className={classes.sub}>{t('Marketing promises')}</h3>
      <dl className={classes.facts}>
        <Fact label={t('Leads a month')} value={marketing.leadsAMonth === null ? unknown : count(marketing.leadsAMonth)} />
        <Fact label={t('Share that sales accepts')} value={marketing.acceptedShare === null ? unknown : share(marketing.acceptedShare)} />
        <Fact
          label={t('Share of new pipeline from marketing')}
          value={marketing.pipelineShare === null ? unknown : share(marketing.pipelineShare)}
        />
      </dl>
      <h3 className={classes.sub}>{t('Sales promises')}</h3>
      <dl className={classes.facts}>
        <Fact label={t('Accepted or rejected within')} value={clockWords(sales.accept)} />
        <Fact label={t('First contact within')} value={clockWords(sales.firstContact)} />
        <Fact label={t('Tries')} value={count(sales.tries)} />
      </dl>
      <h3 className={classes.sub}>
        <Word word="clock">{t('Clocks')}</Word>
      </h3>
      <dl className={classes.facts}>
        <Fact label={t('In the right channel within')} value={clockWords(clocks.place)} />
        <Fact label={t('Hand-over failed after')} value={clockWords(clocks.failed)} />
        <Fact label={t('Cold after')} value={clockWords(clocks.cold)} />
        <Fact label={t('Calendar')} value={document.team ?? t('that of the company')} />
      </dl>
      <h3 className={classes.sub}>{t('Agreed reasons for rejection')}</h3>
      <ul className={classes.list}>
        {document.rejections.map(({ key, name, returns, restDays }) => (
          <li key={key}>
            {name}{' '}
            <span className={classes.quiet}>
              {returns ? tn(restDays ?? 0, 'back to nurture, {{n}} day of rest', 'back to nurture, {{n}} days of rest') : t('out for good')}
            </span>
          </li>
        ))}
        {nurture.afterTries && (
          <li>
            {t('Not reached after the tries')}{' '}
            <span className={classes.quiet}>
              {tn(nurture.restDays, 'back to nurture, {{n}} day of rest', 'back to nurture, {{n}} days of rest')}
            </span>
          </li>
        )}
      </ul>
    </>
  )
}

function Criteria({ title, criteria, list }: { title: string; criteria: readonly Criterion[]; list: ListDeclaration }) {
  const words = wordsOf(list)
  if (criteria.length === 0) return null
  return (
    <>
      <h3 className={classes.sub}>{title}</h3>
      <ul className={classes.criteria}>
        {criteria.map(({ key, name, points, rule, fade }) => (
          <li key={key} className={classes.criterion}>
            <span className={classes.points} data-minus={points < 0 || undefined}>
              {points > 0 ? '+' : ''}
              {decimal(points)}
            </span>
            <span>
              <span className={classes.name}>{name}</span>
              <br />
              <span className={classes.quiet}>
                {rule.rules.length === 0 ? t('always') : words.rule(rule)}
                {fade && ` · ${fadeWords(fade, words.fact)}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}
