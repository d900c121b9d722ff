/** Providers at which anybody has an address: it says nothing about a company. The large ones by their own lists of domains. */
const providers = new Set(
  `gmail.com googlemail.com outlook.com outlook.de outlook.fr outlook.es outlook.it hotmail.com hotmail.de hotmail.fr hotmail.es hotmail.it hotmail.co.uk
  live.com live.de live.fr live.co.uk live.nl msn.com yahoo.com yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.co.uk yahoo.co.jp yahoo.co.in yahoo.com.br yahoo.ca
  ymail.com rocketmail.com icloud.com me.com mac.com aol.com aol.de aim.com gmx.de gmx.net gmx.at gmx.ch gmx.com gmx.us web.de mail.com email.com t-online.de
  freenet.de arcor.de posteo.de posteo.net mailbox.org proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.io tuta.com zoho.com
  zohomail.com zohomail.eu fastmail.com fastmail.fm hey.com yandex.ru yandex.com ya.ru mail.ru bk.ru list.ru inbox.ru rambler.ru qq.com 163.com 126.com sina.com
  foxmail.com naver.com daum.net hanmail.net orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr libero.it virgilio.it tiscali.it alice.it tin.it
  telefonica.net terra.es ono.com bluewin.ch hispeed.ch sunrise.ch chello.at aon.at a1.net telenet.be skynet.be proximus.be ziggo.nl kpnmail.nl planet.nl xs4all.nl
  hetnet.nl home.nl casema.nl btinternet.com sky.com virginmedia.com talktalk.net ntlworld.com blueyonder.co.uk comcast.net verizon.net att.net sbcglobal.net
  bellsouth.net cox.net charter.net earthlink.net rogers.com shaw.ca sympatico.ca bigpond.com optusnet.com.au rediffmail.com uol.com.br bol.com.br terra.com.br
  ig.com.br wp.pl o2.pl onet.pl interia.pl op.pl seznam.cz centrum.cz email.cz azet.sk abv.bg ukr.net inbox.lv mail.ee duck.com mozmail.com
  privaterelay.appleid.com simplelogin.com`.split(/\s+/),
)

/** Whether anybody can have an address at this domain. */
export const isFreeMail = (domain: string): boolean => providers.has(domain)
