"""Words that carry a full stop without ending a sentence. A table; `sentences` decides."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    """adm asst bros brig capt cdr cmdr col comdr cpl det dr drs fr gen gov hon insp jdg lt ltc maj
    messrs mlle mme mr mrs ms mx msgr ofc pfc pres prof pvt rep reps ret rev rt sec sen sens sgt spc
    sr sra srta ssgt st ste supt treas vs v viz cf eg ie al approx ca dept univ assn mt mts ft fig
    figs gob hr frl herr ing lic dra prof'a tel ext nr str bzw z.b d.h u.a vgl sog geb inkl exkl usw
    evtl ggf zzgl ph cía ud uds avda mio mrd tsd bspw sogen env ee.uu ee rr.hh pág págs hnos gral"""
)
"""Always followed by more of the same sentence, lower case."""

NUMBERED = _words("no nos nr núm num art arts vol vols pp p ch sec sect op n° abs bd kap")
"""Goes on only when a number follows."""

MONTHS = _words(
    "jan feb mar apr jun jul aug sep sept oct nov dec ene abr ago dic janv févr avr juil déc okt"
    " dez"
)
"""Goes on only when a number follows."""

TRAILING = _words(
    """bhd co corp cos inc ltd llc plc pty gmbh ag sa jr sr esq phd ph.d m.d md b.a m.a d.c bn mn m
    km kg lb lbs oz ft in hr hrs min mins sec etc ave blvd rd hwy bldg ed eds trans
    ala ariz ark calif colo conn del fla ga ill ind kan kans ky la md mass mich minn miss mo mont
    neb nebr nev okla ore pa penn tenn tex vt va wash wis wyo ont que alta mon tue tues wed thu
    thur thurs fri sat sun"""
)
"""May end a sentence: only when the next word plainly begins one."""

OPENERS = _words(
    """a about according after all although among an and another any as at because before both but
    by despite during each earlier even every few for four five from further he her here his
    how however i if in instead it its last later many meanwhile more most much my neither no nobody
    none nor not nothing now officials on once one only or other others our out over people police
    several she since six so some still such ten that the their then there these they this those
    though three through to two under unlike until we what when where which while who why with
    yesterday yet you your"""
)
"""Words that begin sentences and seldom names, so that a capital on them is a fresh start."""

AFTER_TIME = _words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december eastern pacific central mountain beijing
    london tokyo local greenwich gmt utc est edt cst cdt mst mdt pst pdt bst cet cest jst ist et pt
    mt ct sgt hkt jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun"""
)
"""Goes on after "5 p.m."."""

SAYING = ("说", "表示", "称", "道", "指出", "认为", "透露", "强调", "问", "回答", "写道")
"""Chinese verbs of saying: what follows a closed quotation with one of them belongs to it."""
