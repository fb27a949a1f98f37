import { useId, type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes } from 'react';
import { cx } from '../lib/cx.ts';

export const inputLook = cx(
  'w-full rounded-md border border-line-strong/60 bg-raised px-3 text-base text-ink sm:text-sm',
  'placeholder:text-muted/80 hover:border-line-strong',
  'focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-danger',
);

interface FieldProps {
  label: string;
  /** Says more than the label can; read with the field. */
  hint?: ReactNode;
  /** A sentence that says what to change. */
  error?: string | null | undefined;
  className?: string | undefined;
}

interface TextFieldProps extends FieldProps, Omit<InputHTMLAttributes<HTMLInputElement>, 'className'> {
  ref?: Ref<HTMLInputElement>;
}

export function TextField({ label, hint, error, className, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} className={className}>
      <input {...input} {...described(id, hint, error)} className={cx(inputLook, 'h-11')} />
    </FieldFrame>
  );
}

interface SelectFieldProps extends FieldProps, Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className'> {
  children: ReactNode;
}

/** The browser's own select: the best one on phones and for keyboards. */
export function SelectField({ label, hint, error, className, children, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} className={className}>
      <select {...select} {...described(id, hint, error)} className={cx(inputLook, 'h-11')}>
        {children}
      </select>
    </FieldFrame>
  );
}

function FieldFrame({
  id,
  label,
  hint,
  error,
  className,
  children,
}: FieldProps & { id: string; children: ReactNode }) {
  const said = error ?? hint;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-semibold">
        {label}
      </label>
      {children}
      {said !== undefined && said !== null && (
        <p
          id={`${id}-said`}
          className={cx('mt-1.5 text-[13px]', error == null ? 'text-muted' : 'text-danger')}
        >
          {said}
        </p>
      )}
    </div>
  );
}

function described(id: string, hint: ReactNode, error: string | null | undefined) {
  return {
    id,
    'aria-invalid': error == null ? undefined : true,
    'aria-describedby': hint === undefined && error == null ? undefined : `${id}-said`,
  };
}
