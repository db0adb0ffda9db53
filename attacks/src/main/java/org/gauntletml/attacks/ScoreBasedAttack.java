package org.gauntletml.attacks;

/** An attack that asks for scores. */
public interface ScoreBasedAttack extends Attack<ScoreTarget> {
  @Override
  default Access<ScoreTarget> access() {
    return Access.SCORE;
  }
}
