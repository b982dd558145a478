"""The words of old pages: buttons, counters and boxes that are no part of an article, and the headings of its parts.

Whole lines only, without regard to case or to the signs around them; a sentence is never a leftover.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sitegen.seeds.values import each

BULLETS = "•▪‣◦●■∙"
"""Signs that begin an item of a list and nothing else."""

_NETWORKS = each(
    """
    facebook twitter x linkedin whatsapp telegram reddit pinterest messenger instagram youtube vk vkontakte mastodon
    bluesky threads tumblr flipboard pocket viber line wechat weibo xing email e-mail mail print rss tweet pin
    share sms link copy odnoklassniki tiktok medium
    """
)
# Names of networks that are common words: alone on a line they may be a subheading.
_ALSO_WORDS = frozenset(("line", "medium", "pocket", "threads", "link", "pin", "viber"))
_LINES = each(
    """
    share; share this; share this article; share this post; share this page; share this story; share article;
    shares; advertisement; advertisements; advertising; advert; ad; ads; sponsored; sponsored content; promoted;
    paid content; tweet; tweet this; print; print this; print article; print this article; print page; email;
    e-mail; email this; email this article; mail; copy link; copy url; copy; link copied; link copied!; copied;
    permalink; get link; save; save article; save for later; bookmark; add to bookmarks; like; likes; like this;
    dislike; report; reply; download; download pdf; download as pdf; pdf; view pdf; listen; listen to this article;
    listen to article; play; cite; cite this; cite this article; subscribe; subscribe now; subscribe today;
    newsletter; our newsletter; newsletters; sign up; sign up now; sign in; log in; login; log out; register; join;
    join us; donate; donate now; support us; follow; follow us; following; comment; comments; leave a comment; leave
    a reply; add a comment; post a comment; write a comment; no comments; no comments yet; comments are closed; be
    the first to comment; show comments; view comments; load comments; join the conversation; join the discussion;
    skip to content; skip to main content; skip to navigation; skip to main; loading; loading comments; please wait;
    menu; main menu; navigation; search; close; open menu; toggle navigation; back; back to top; top; go to top;
    scroll to top; home; homepage; next; previous; prev; next article; previous article; next post; previous post;
    read more; continue reading; show more; show less; load more; see more; view more; view all; see all; more;
    learn more; click here; read full article; full article; all rights reserved; privacy policy; privacy; terms;
    terms of use; terms of service; cookie policy; cookies; cookie settings; terms and conditions; accept; accept
    all; accept cookies; i agree; got it; contact; contact us; about us; advertise; advertise with us; sitemap; site
    map; text size; font size; a a a; aa; a+; a-; enlarge image; expand image; view gallery; image; video; photo;
    gallery; slideshow; latest tweets; tags; topics; like loading; reuse this content; reprints and permissions
    """,
    ";",
)
_AMOUNT = r"\d[\d.,\s]*\s*[kmb]?\+?"
_PATTERNS = re.compile(
    r"share (?:this|on|via|to|with|by)\b.{0,50}"
    r"|(?:also read|read also|read more|read next|read this|see also|related|related article|related story|must read"
    r"|must-read|don['’]t miss|more on this|more from us|you may also like|recommended|up next|next|previous"
    r"|also in .{1,40}"
    r")\s*[:|>»→].+"
    rf"|{_AMOUNT}\s*(?:total )?(?:views?|shares?|comments?|likes?|reads?|claps?|retweets?|tweets?|followers|reactions?"
    r"|votes?|times read|hits|downloads?|responses?|replies|reply)"
    rf"|(?:views?|shares?|comments?|likes?|reads?|hits|tweets?|post views|page views)\s*[:(]?\s*{_AMOUNT}\)?"
    r"|(?:reading time|read time|time to read|estimated reading time|est\. reading time)?\s*[:–-]?\s*"
    r"[<~]?\s*\d+(?:\s*[-–]\s*\d+)?\s*-?\s*(?:min|mins|minute|minutes)\.?(?:\s+(?:read|reading|to read))?"
    r"|(?:©|\(c\)|copyright\b).{0,200}"
    r"|.{0,80}\ball rights reserved\.?"
    r"|(?:follow us|follow our|subscribe to|sign up (?:for|to)|join our|get our|support our|like us on|find us on"
    r"|listen to this|download (?:the|our) app)\b.{0,90}"
    r"|(?:click to|(?:see|view) all (?:posts|articles|stories)|enter your e-?mail)\b.{0,70}"
    r"|follow (?:me|him|her|them) (?:on|at)\b.{0,60}|@\w{2,30}"
    r"|\+?\d{1,6}\s*(?:share|tweet|email|print|pin)|(?:share|tweet|email|print|pin)\s*\+?\d{1,6}"
    r"|(?:(?:cover|header|featured?|main|lead) )?(?:photos?|photographs?|photography|image|illustrations?)"
    r"(?:\s*:|(?:\s+(?:credits?|source))\s*:|\s+(?:by|courtesy of)\b|\s*©).{1,100}(?<![.!?…])"
    r"|in [\"“][^\"”]{1,40}[\"”]"
    r"|page \d+ of \d+|filed under:.{1,100}|(?:tags?|key ?words?)\s*:.{1,200}",
    re.IGNORECASE,
)
_COUNTER = re.compile(r"\+?\d[\d.,]{0,11}\s?[kKmM]?\+?")
_RAIL = re.compile(
    r"latest|(?:the )?latest (?:news|articles?|posts?|stories|analysis|commentary|updates|from .{1,60})"
    r"|related|related (?:articles?|posts?|stories|news|content|reading|topics|reads|coverage|items|analysis"
    r"|commentary)"
    r"|more (?:from|on|in|by|about) .{1,60}|more (?:articles|stories|news|posts|analysis|like this)|read more|read next"
    r"|what to read next|also read|read also|further reading|keep reading|continue reading|also in .{1,60}"
    r"|recommended(?: (?:for you|reading|articles|stories|posts))?|most (?:read|popular|viewed|shared|recent)|popular"
    r"|popular (?:posts|articles|stories|now)|trending(?: now)?|you (?:may|might) (?:also )?(?:like|be interested in)"
    r"|up next|don['’]t miss|(?:our )?editor['’]?s['’]? (?:picks?|choice)|recent (?:posts|articles|stories|news)"
    r"|top (?:stories|news|posts)|see also|in other news|from the archives?|from our archives?|you may also enjoy"
    r"|other (?:articles|stories|news|posts)|new articles|featured (?:articles|posts|stories)",
    re.IGNORECASE,
)
_TAG_LISTS = re.compile(
    r"(?:related )?(?:topics|tags|regions|countries|themes|categories|key ?words|issues)|filed under"
    r"|(?:explore )?more on these topics",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"(?:foot|end)?notes?|references?|sources?|citations?|works cited|notes (?:and|&) (?:references|sources)"
    r"|references (?:and|&) notes|sources (?:and|&) notes"
    r"|notes de bas de page|références|fußnoten|anmerkungen|quellen|notas|referencias|fuentes"
    r"|примечани[ея]|сноски|источники|ссылки|الهوامش|المراجع|المصادر|注释|註釋|注解|脚注|腳註|参考文献|參考文獻",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:about|meet) the (?:authors?|writers?|contributors?)|the authors?|authors?|author bios?|authors? bio(?:graphy)?"
    r"|biograph(?:y|ies)|(?:article |text )?(?:written )?by|contributors?|about (?:me|us)|written by",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:readers?['’]?s? )?(?:comments?|responses|replies)(?:\s*[:(]?\s*\d[\d.,]*\)?)?"
    r"|(?:\d[\d.,]*|one|no) (?:comments?|thoughts?|responses?|replies|reply)(?: (?:on|to)\b.{1,160})?"
    r"|(?:leave|add|post|write) a (?:reply|comment)",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r".{1,60}\b(?:says|said|wrote|writes)\s*:?|reply|cancel reply"
    r"|.{0,60}\b\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?(?: says:?)?"
    r"|.{0,40}\b(?:\d+|an?) (?:minute|hour|day|week|month|year)s? ago"
    r"|(?:your e-?mail address|you must be logged in|required fields)\b.{0,100}",
    re.IGNORECASE,
)
KICKERS = each(
    """
    opinion|opinions|op-ed|analysis|commentary|comment|essay|essays|news|world|politics|international|economy|policy|
    security|defence|defense|perspectives|perspective|viewpoint|viewpoints|views|interview|review|feature|features|
    briefing|insight|insights|expert opinion|guest post|blog|article|articles|research|explainer|long read|
    editorial|column|columns|report|policy brief|policy briefs|policy paper|policy note|issue brief|brief|briefs|
    briefing paper|working paper|research paper|discussion paper|occasional paper|backgrounder|fact sheet
    """,
    "|",
)
_NUMBERED = re.compile(r"\s+(?:no\.?\s*|nr\.?\s*|number\s+|#\s*)?\d[\d/.-]{0,8}$", re.IGNORECASE)
_SIDE_BY_SIDE = re.compile(r"\s+[|/•·]\s+")
_HOME = re.compile(r"(?:home|homepage|main|start)\s*(?:[>»›/→|·]|$)", re.IGNORECASE)
_CRUMBS = re.compile(r"[^>»›→]{1,40}(?:\s[>»›→]\s[^>»›→]{1,60}){1,6}")


@lru_cache(maxsize=4096)
def is_leftover(text: str) -> bool:
    """Tell whether a whole line is a button, a box or a counter with its name."""
    if len(text) > 250:
        return False
    bare = _bare(text)
    if bare in _LINES:
        return True
    if _PATTERNS.fullmatch(text.strip(" -–—*•·|[]#↓↑→←»")):
        return True
    tokens = re.findall(r"[\w-]+", bare)
    return bool(tokens) and bare not in _ALSO_WORDS and all(token in _NETWORKS for token in tokens)


def is_counter(text: str) -> bool:
    """Tell whether a line is a bare number such as `1.2K`, which means something only beside other leftovers."""
    return len(text) < 16 and _COUNTER.fullmatch(text) is not None


def is_crumbs(text: str) -> bool:
    """Tell whether a line is a path of sections, as `Home > Politics`."""
    return len(text) <= 120 and (_HOME.match(text) is not None or _CRUMBS.fullmatch(text) is not None)


def is_kicker(text: str) -> bool:
    """Tell whether a line names the kind or the section of an article, as stands above headlines."""
    return len(text) < 40 and (_bare(text) in KICKERS or _bare(_NUMBERED.sub("", text)) in KICKERS)


def is_kickers(text: str) -> bool:
    """Tell whether a line names kind and section of an article side by side, as `Analysis | Energy`."""
    first, *others = _SIDE_BY_SIDE.split(text) if len(text) < 60 else (text,)
    return is_kicker(first) and bool(others) and all(len(other.split()) < 4 for other in others)


def is_rail_heading(text: str) -> bool:
    """Tell whether a line heads a block of other articles."""
    return len(text) <= 80 and _RAIL.fullmatch(_label(text)) is not None


def is_tags_heading(text: str) -> bool:
    """Tell whether a line heads a list of what an article is filed under."""
    return len(text) <= 40 and _TAG_LISTS.fullmatch(_label(text)) is not None


def is_notes_heading(text: str) -> bool:
    """Tell whether a line heads a block of notes."""
    return len(text) <= 40 and _NOTES.fullmatch(_label(text)) is not None


def is_about_heading(text: str) -> bool:
    """Tell whether a line heads a block about the authors."""
    return len(text) <= 40 and _ABOUT.fullmatch(_label(text)) is not None


def is_comments_heading(text: str) -> bool:
    """Tell whether a line heads what readers wrote, as `Comments (3)`; alone it may be a button or a counter."""
    return len(text) <= 200 and _COMMENTS.fullmatch(_label(text)) is not None


def is_remark(text: str) -> bool:
    """Tell whether a line belongs to the comments of readers: who says something, when, or the form to reply."""
    return len(text) <= 140 and _REMARK.fullmatch(text) is not None


def _bare(text: str) -> str:
    """Return a line without the signs, arrows and pictures around its words."""
    return " ".join(re.sub(r"^[\W_]+|[^\w+]+$", "", text).casefold().split())


def _label(text: str) -> str:
    return text.strip(" :.–—-*•·|[]#>»→…")
