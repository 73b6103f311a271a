/** What was attempted in this process. */
export declare const attempts: string[];
