package org.gauntletml.attacks.transfer;

import java.util.List;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Several classifiers as one, by the mean of their logits: the ensemble that transfers best in Dong
 * et al. 2018, arXiv 1710.06081.
 */
public record LogitEnsemble(List<DifferentiableClassifier> members)
    implements DifferentiableClassifier {
  public LogitEnsemble {
    members = List.copyOf(members);
    if (members.isEmpty()) {
      throw BadInput.of("ensemble", "1 or more members", "none");
    }
    for (DifferentiableClassifier member : members) {
      DifferentiableClassifier first = members.get(0);
      if (!member.input().equals(first.input()) || member.classes() != first.classes()) {
        throw BadInput.of(
            "ensemble",
            "members with inputs " + first.input() + " and " + first.classes() + " classes",
            member.input() + " and " + member.classes());
      }
    }
  }

  @Override
  public InputSpec input() {
    return members.get(0).input();
  }

  @Override
  public int classes() {
    return members.get(0).classes();
  }

  @Override
  public Linearization linearize(INDArray x) {
    List<Linearization> parts = members.stream().map(member -> member.linearize(x)).toList();
    INDArray sum = parts.get(0).logits().dup('c');
    parts.subList(1, parts.size()).forEach(part -> sum.addi(part.logits()));
    return new Mean(parts, sum.divi(parts.size()));
  }

  private record Mean(List<Linearization> parts, INDArray logits) implements Linearization {
    @Override
    public INDArray pullback(INDArray dLogits) {
      INDArray share = dLogits.div(parts.size());
      INDArray sum = parts.get(0).pullback(share);
      for (Linearization part : parts.subList(1, parts.size())) {
        sum.addi(part.pullback(share));
      }
      return sum;
    }

    @Override
    public void close() {
      parts.forEach(Linearization::close);
    }
  }
}
