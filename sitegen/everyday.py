"""Words of four letters and more that say nothing of what a text is about, in the languages that are most written here.

In a large archive such words are in too many texts to be taken for rare; in a small one they are not. Case is folded.
"""

from __future__ import annotations

_ENGLISH = """
able about above across after again against ahead almost alone along already also although always among another
anybody anyone anything apart around asked asks away back became because become becomes been before began begin begins
behind being below best better between beyond both bring brings brought came cannot case cases certain change changed
changes come comes coming could days does doing done down during each early eight either else ends enough even ever
every everybody everyone everything fact fails fall falls fewer first five former four from full gave gets give given
gives goes going gone good great half hand hard hardly have having held help here high hold holds hour hours however
hundred inside instead into itself just keep keeps kept kind knew know known knows large last late later least leave
leaves left less like likely little long longer look looks lost lower made make makes making many matter matters mean
means meant might million month months more morning most much must near nearly need needs neither never next night
nine nobody none nothing number once ones only onto open other others otherwise over part parts past people perhaps
place places point possible question quite rather read really right said same says second seem seems seen self sense
seven several shall should show shows side simply since small some somebody someone something soon still such sure
take taken takes than that their them themselves then there these they thing things think third this those though
thought thousand three through thus time times today together told tomorrow took toward towards true turn turns twelve
twice under until upon used uses very want wants ways week weeks well went were what whatever when where whether which
while whole whom whose will with within without word words work works would year years yesterday your
"""
_FRENCH = """
afin ainsi alors apres après assez aucun aucune aujourd aussi autre autres avait avant avec avoir beaucoup bien celle
celles celui cependant certains cette ceux chaque comme comment contre dans depuis dernier dernière derrière deux donc
dont elle elles encore enfin entre etait faire fait faut fois grand grande hier jamais jour jours jusque leur leurs
lors mais mieux moins monde même mêmes notre nous parce parmi pendant petit peut plus plusieurs pour pourquoi pourrait
premier première presque puis quand quatre quel quelle quelque quelques rien sans sera seront seul seulement sinon
soit sont sous souvent tandis tant tous tout toute toutes trois trop très vers voici voilà votre vous étaient était
être
"""
_GERMAN = """
aber alle allem allen aller alles also andere anderen anders auch ausser außer bald beide beiden beim bereits besser
bevor bleibt dabei dafür dagegen daher damit danach dann daran darauf daraus darf darum dass davon dazu dein denen
denn dennoch deren dessen deutlich dies diese diesem diesen dieser dieses doch dort drei durch eben eigene einem einen
einer eines einige einmal erst erste ersten etwa etwas fast ganz gegen geht gewesen gibt gleich haben hatte hatten
heute hier hinter ihre ihrem ihren ihrer ihres immer indem jahr jahre jahren jede jedem jeden jeder jedes jedoch jene
jetzt kann kein keine keinen können könnte macht mehr meist mich muss müssen nach nachdem neben neue neuen nicht
nichts noch oder ohne schon sehr sein seine seinem seinen seiner seit sich sind sogar soll sollen sollte sondern sonst
soviel statt trotz ueber unser unsere unter viel viele vielen vier wann warum weil weiter welche welcher wenig weniger
wenn werden wieder wird wissen wollen worden wurde wurden wäre würde zehn zeit zwei zwischen über
"""
_SPANISH = """
ahora algo alguien alguna algunas alguno algunos ante antes aquel aquella aquí aunque bajo bien cada casi como contra
cual cuales cualquier cuando cuanto cuál cuándo cómo desde después donde durante dónde ella ellas ellos entonces entre
eran eres esta estaba estas este esto estos está están fueron gran grandes había hace hacer hacia hasta hemos incluso
jamás junto luego mayor mejor menos mientras misma mismo mucha mucho muchos nada nadie ninguna ninguno nosotros
nuestra nuestro nueva nuevo nunca otra otras otro otros para parte pero poca poco pocos podría porque primer primera
primero puede pueden pues quien quién sido siempre sino sobre solo sólo también tanto tiene tienen toda todas todavía
todo todos tras tres unas unos usted varios veces
"""

WORDS = frozenset(f"{_ENGLISH} {_FRENCH} {_GERMAN} {_SPANISH}".split())
