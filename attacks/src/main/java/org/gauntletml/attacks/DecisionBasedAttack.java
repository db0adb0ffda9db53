package org.gauntletml.attacks;

/** An attack that asks for hard labels. */
public interface DecisionBasedAttack extends Attack<LabelTarget> {
  @Override
  default Access<LabelTarget> access() {
    return Access.LABEL;
  }
}
