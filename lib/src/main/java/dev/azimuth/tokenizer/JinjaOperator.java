package dev.azimuth.tokenizer;

import com.hubspot.jinjava.el.ext.AdditionOperator;
import com.hubspot.jinjava.el.ext.OrOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.javax.el.ELContext;

/**
 * An operator between two values, as Python evaluates it.
 *
 * @param decides whether the left operand is the result already, and the right is not looked at
 */
record JinjaOperator(boolean isComparison, Predicate<Object> decides, BinaryOperator<Object> operation)
        implements AstBinary.Operator {
    static final JinjaOperator EQUAL = comparison(PythonValues::equal);
    static final JinjaOperator NOT_EQUAL = comparison((a, b) -> !PythonValues.equal(a, b));
    static final JinjaOperator IN = comparison((a, b) -> PythonValues.contains(b, a));
    static final JinjaOperator NOT_IN = comparison((a, b) -> !PythonValues.contains(b, a));
    static final JinjaOperator CONCATENATE = arithmetic((a, b) -> join(PythonValues.print(a), PythonValues.print(b)));
    static final JinjaOperator FLOOR_DIVIDE =
            arithmetic((a, b) -> Math.floorDiv(PythonValues.integer(a), PythonValues.integer(b)));
    static final JinjaOperator UNSUPPORTED = arithmetic((a, b) -> {
        throw new JinjaException("The operators / and ** are not supported.");
    });

    private static final Map<AstBinary.Operator, JinjaOperator> LIKE = Map.ofEntries(
            Map.entry(AdditionOperator.OP, arithmetic(JinjaOperator::add)),
            Map.entry(AstBinary.SUB, arithmetic((a, b) -> PythonValues.integer(a) - PythonValues.integer(b))),
            Map.entry(AstBinary.MUL, arithmetic((a, b) -> PythonValues.integer(a) * PythonValues.integer(b))),
            Map.entry(
                    AstBinary.MOD,
                    arithmetic((a, b) -> Math.floorMod(PythonValues.integer(a), PythonValues.integer(b)))),
            Map.entry(AstBinary.LT, comparison((a, b) -> PythonValues.integer(a) < PythonValues.integer(b))),
            Map.entry(AstBinary.LE, comparison((a, b) -> PythonValues.integer(a) <= PythonValues.integer(b))),
            Map.entry(AstBinary.GT, comparison((a, b) -> PythonValues.integer(a) > PythonValues.integer(b))),
            Map.entry(AstBinary.GE, comparison((a, b) -> PythonValues.integer(a) >= PythonValues.integer(b))),
            Map.entry(AstBinary.AND, new JinjaOperator(false, a -> !PythonValues.truth(a), (a, b) -> b)),
            Map.entry(OrOperator.OP, new JinjaOperator(false, PythonValues::truth, (a, b) -> b)));

    private static JinjaOperator comparison(BinaryOperator<Object> operation) {
        return new JinjaOperator(true, a -> false, operation);
    }

    private static JinjaOperator arithmetic(BinaryOperator<Object> operation) {
        return new JinjaOperator(false, a -> false, operation);
    }

    /** Python's counterpart of an operator of Jinjava's. */
    static JinjaOperator like(AstBinary.Operator operator) {
        return LIKE.getOrDefault(operator, UNSUPPORTED);
    }

    @Override
    public Object eval(Bindings bindings, ELContext context, AstNode left, AstNode right) {
        var a = PythonValues.orUndefined(left.eval(bindings, context));
        return decides.test(a) ? a : operation.apply(a, PythonValues.orUndefined(right.eval(bindings, context)));
    }

    private static String join(String left, String right) {
        PythonValues.checkLength((long) left.length() + right.length());
        return left + right;
    }

    private static Object add(Object a, Object b) {
        if (a instanceof String left && b instanceof String right) {
            return join(left, right);
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            PythonValues.checkLength((long) left.size() + right.size());
            var joined = new ArrayList<Object>(left);
            joined.addAll(right);
            return joined;
        }
        if (a instanceof Number && b instanceof Number) {
            return PythonValues.integer(a) + PythonValues.integer(b);
        }
        throw new JinjaException("Cannot add " + PythonValues.kind(a) + " and " + PythonValues.kind(b) + ".");
    }
}
