package dev.azimuth.tokenizer;

import static com.hubspot.jinjava.el.ext.CollectionMembershipOperator.TOKEN;
import static jinjava.de.odysseus.el.tree.impl.Scanner.Symbol.EQ;
import static jinjava.de.odysseus.el.tree.impl.Scanner.Symbol.NE;
import static jinjava.de.odysseus.el.tree.impl.Scanner.Symbol.NOT;

import com.hubspot.jinjava.el.ext.AstFilterChain;
import com.hubspot.jinjava.el.ext.AstRangeBracket;
import com.hubspot.jinjava.el.ext.CollectionNonMembershipOperator;
import com.hubspot.jinjava.el.ext.ExtendedParser;
import com.hubspot.jinjava.el.ext.FilterSpec;
import com.hubspot.jinjava.el.ext.PowerOfOperator;
import com.hubspot.jinjava.el.ext.StringConcatOperator;
import com.hubspot.jinjava.el.ext.TruncDivOperator;
import java.util.List;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Parser;
import jinjava.de.odysseus.el.tree.impl.Scanner.ExtensionToken;
import jinjava.de.odysseus.el.tree.impl.Scanner.ScanException;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstUnary;
import org.jspecify.annotations.Nullable;

/**
 * Jinjava's expression parser with Python's precedence and Python's operators: Jinjava reads {@code not a == b} as
 * {@code (not a) == b}, and its operators convert where Python's raise an error.
 */
final class JinjaParser extends ExtendedParser {
    /** Makes this parser where Jinjava asks for one. */
    static final class Factory extends Builder {
        private static final long serialVersionUID = 1L;

        Factory() {
            super(Feature.METHOD_INVOCATIONS, Feature.VARARGS, Feature.IGNORE_RETURN_TYPE);
        }

        @Override
        protected Parser createParser(String expression) {
            return new JinjaParser(this, expression);
        }
    }

    private JinjaParser(Builder builder, String expression) {
        super(builder, expression);
        handle(TOKEN, ExtensionPoint.CMP, JinjaOperator.IN);
        handle(CollectionNonMembershipOperator.TOKEN, ExtensionPoint.CMP, JinjaOperator.NOT_IN);
        handle(StringConcatOperator.TOKEN, ExtensionPoint.ADD, JinjaOperator.CONCATENATE);
        handle(TruncDivOperator.TOKEN, ExtensionPoint.MUL, JinjaOperator.FLOOR_DIVIDE);
        handle(PowerOfOperator.TOKEN, ExtensionPoint.MUL, JinjaOperator.UNSUPPORTED);
    }

    private void handle(ExtensionToken token, ExtensionPoint point, JinjaOperator operator) {
        putExtensionHandler(token, new ExtensionHandler(point) {
            @Override
            public AstNode createAstNode(AstNode... children) {
                return new AstBinary(children[0], children[1], operator);
            }
        });
    }

    /** {@code not} binds weaker than a comparison, and a comparison of a comparison would be a chain. */
    @Override
    protected @Nullable AstNode eq(boolean required) throws ScanException, ParseException {
        if (getToken().getSymbol() == NOT) {
            consumeToken();
            return createAstUnary(eq(true), AstUnary.NOT);
        }
        AstNode left = cmp(required);
        var symbol = left == null ? null : getToken().getSymbol();
        if (symbol != EQ && symbol != NE) {
            return left;
        }
        consumeToken();
        AstNode right = cmp(true);
        if (isComparison(left)
                || isComparison(right)
                || getToken().getSymbol() == EQ
                || getToken().getSymbol() == NE) {
            fail("one comparison; chains of them are not supported");
        }
        return new AstBinary(left, right, symbol == EQ ? JinjaOperator.EQUAL : JinjaOperator.NOT_EQUAL);
    }

    private static boolean isComparison(@Nullable AstNode node) {
        return node instanceof AstBinary binary
                && binary.getOperator() instanceof JinjaOperator operator
                && operator.isComparison();
    }

    @Override
    protected AstBinary createAstBinary(AstNode left, AstNode right, AstBinary.Operator operator) {
        return new AstBinary(left, right, JinjaOperator.like(operator));
    }

    @Override
    protected AstFilterChain createAstFilterChain(AstNode input, List<FilterSpec> filters) {
        return new JinjaFilterChain(input, filters);
    }

    @Override
    protected AstRangeBracket createAstRangeBracket(
            AstNode base, AstNode start, AstNode stop, boolean lvalue, boolean strict) {
        return new JinjaSlice(base, start, stop);
    }
}
