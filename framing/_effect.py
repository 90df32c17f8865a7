"""A difference in words that a reader knows."""

import math


def effect_words(name: str, poles: list[str], groups: tuple, values: tuple, difference: float, corrected: bool) -> str:
    """What the values of both groups and their difference say, without a full stop.

    >>> effect_words("balance", ["war", "peace"], ("US", "Russia"), (math.log(2), math.log(1.2)), 0.51, False)
    'US: 2.0 words of war for each of peace; Russia: 1.2; 1.7 times as much in US'
    >>> effect_words("share", ["war", "peace"], ("US", "Russia"), (0.4, 0.5), -0.1, False)
    'US: 40 of 100 words of both poles speak of war; Russia: 50; 10 more in Russia'
    >>> effect_words("intensity", ["war", "peace"], ("US", "Russia"), (20, 20), 0, False)
    'US: 20.0 words of war or peace in 100 sentences; Russia: 20.0; as many in both'
    >>> effect_words("words", [], ("US", "Russia"), (310.0, math.nan), math.nan, False)
    'no evidence in Russia'
    """
    silent = [str(g) for g, v in zip(groups, values, strict=True) if not math.isfinite(v)]
    if silent:
        return f"no evidence in {' and '.join(silent)}"
    more = groups[0] if difference > 0 else groups[1]
    if name == "balance":
        said = [_figure(math.exp(v)) for v in values]
        unit, times = f" words of {poles[0]} for each of {poles[1]}", math.exp(abs(difference))
    elif name == "share":
        said = [f"{100 * v:.0f}" for v in values]
        unit, times = f" of 100 words of both poles speak of {poles[0]}", math.nan
    elif name == "intensity":
        said = [f"{v:.1f}" for v in values]
        unit = f" words of {poles[0]} or {poles[1]} in 100 sentences"
        times = max(values) / min(values) if min(values) > 0 else math.nan
    else:
        said, unit, times = [_figure(v) for v in values], "", math.nan
    much = "many" if name == "intensity" else "much"
    told = f"as {much} in both"
    if math.isfinite(times):
        if _figure(times) != "1.0":
            told = f"{_figure(times)} times as {much} in {more}"
    else:
        gap = f"{100 * abs(difference):.0f}" if name == "share" else _figure(abs(difference))
        if float(gap):
            told = f"{gap} more in {more}"
    about = ", after the correction for language" if corrected else ""
    return f"{groups[0]}: {said[0]}{unit}; {groups[1]}: {said[1]}; {told}{about}"


def _figure(value: float) -> str:
    """One decimal, or two figures below 1."""
    return f"{value:.1f}" if abs(value) >= 0.95 or value == 0 else f"{value:.2g}"
